"""What is sealed opens with the same secret and purpose, and with nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benken.lib.sealing import SealBroken, keyed_hash, seal, seal_file, unseal, unseal_file

SECRET, PURPOSE = "a secret", "notes"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@settings(max_examples=50)
def test_what_is_sealed_comes_out_as_it_went_in(text: str) -> None:
    assert unseal(seal(text, secret=SECRET, purpose=PURPOSE), secret=SECRET, purpose=PURPOSE) == text


def test_the_sealed_bytes_show_nothing_and_are_never_the_same() -> None:
    one, two = (seal("01410150193", secret=SECRET, purpose=PURPOSE) for _ in range(2))
    assert b"01410150193" not in one
    assert one != two


@pytest.mark.parametrize(("secret", "purpose"), [("another", PURPOSE), (SECRET, "numbers")])
def test_another_secret_or_purpose_does_not_open_it(secret: str, purpose: str) -> None:
    with pytest.raises(SealBroken):
        unseal(seal("hei", secret=SECRET, purpose=PURPOSE), secret=secret, purpose=purpose)


def test_what_was_changed_does_not_open() -> None:
    sealed = seal("hei", secret=SECRET, purpose=PURPOSE)
    middle = len(sealed) // 2
    changed = sealed[:middle] + (b"A" if sealed[middle : middle + 1] != b"A" else b"B") + sealed[middle + 1 :]
    for broken in (changed, sealed[:-4], b"", b"not a seal at all"):
        with pytest.raises(SealBroken):
            unseal(broken, secret=SECRET, purpose=PURPOSE)


def test_a_hash_finds_the_same_value_only_with_the_same_secret_and_purpose() -> None:
    hashed = keyed_hash("01410150193", secret=SECRET, purpose=PURPOSE)
    assert hashed == keyed_hash("01410150193", secret=SECRET, purpose=PURPOSE)
    assert len(hashed) == 64
    others = {
        keyed_hash("01410150192", secret=SECRET, purpose=PURPOSE),
        keyed_hash("01410150193", secret="another", purpose=PURPOSE),
        keyed_hash("01410150193", secret=SECRET, purpose="numbers"),
    }
    assert len(others | {hashed}) == 4


def test_a_file_opens_for_what_it_is_bound_to_and_nothing_else() -> None:
    sealed = seal_file(b"%PDF-1.7", secret="one", purpose="attachment:1", bound_to="1:tuva")
    assert b"%PDF" not in sealed
    assert unseal_file(sealed, any_of=["one"], purpose="attachment:1", bound_to="1:tuva") == b"%PDF-1.7"
    for secret, purpose, bound_to in (
        ("two", "attachment:1", "1:tuva"),
        ("one", "attachment:2", "1:tuva"),
        ("one", "attachment:1", "1:roy"),
    ):
        with pytest.raises(SealBroken):
            unseal_file(sealed, any_of=[secret], purpose=purpose, bound_to=bound_to)


def test_a_file_opens_with_the_key_of_before_as_long_as_it_is_known() -> None:
    sealed = seal_file(b"hei", secret="old", purpose="p", bound_to="b")
    assert unseal_file(sealed, any_of=["new", "old"], purpose="p", bound_to="b") == b"hei"


def test_a_file_that_was_cut_or_changed_does_not_open() -> None:
    sealed = seal_file(b"hei" * 100, secret="one", purpose="p", bound_to="b")
    for damaged in (b"", b"BNK1", sealed[:-1], sealed[:12], b"x" + sealed[1:], sealed[:40] + b"x" + sealed[41:]):
        with pytest.raises(SealBroken):
            unseal_file(damaged, any_of=["one"], purpose="p", bound_to="b")


def test_the_same_file_sealed_twice_is_not_the_same() -> None:
    first, second = (seal_file(b"hei", secret="one", purpose="p", bound_to="b") for _ in range(2))
    assert first != second
