"""The sample sheet: every row gets the outcome it should, and the people stand there afterwards."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, User
from benken.followup.models import Step
from benken.followup.queries import goals_of
from benken.interop.caseload.command import run
from benken.interop.caseload.load import VERB
from benken.people.models import Person
from benken.people.queries import contact_person_of
from tests.interop.caseload import EXPECTED, SAMPLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workers")]


def take_in(path: Path | str = SAMPLE, *, dry_run: bool = False) -> tuple[int, dict[str, Any]]:
    """Run the command and return its exit status and its report."""
    stdout, stderr = io.StringIO(), io.StringIO()
    status = run(str(path), dry_run=dry_run, as_json=True, stdout=stdout, stderr=stderr)
    assert not stderr.getvalue()
    return status, json.loads(stdout.getvalue())


def person(called: str) -> Person:
    """Return the one person called this."""
    return Person.objects.get(called=called)


def test_each_row_has_the_expected_outcome() -> None:
    status, report = take_in(dry_run=True)
    expected = {row["row"]: row["outcome"] for row in json.loads(EXPECTED.read_text())}
    assert {row["row"]: row["outcome"] for row in report["rows"]} == expected
    assert list(report) == ["made", "matched", "refused", "doubtful", "skipped", "rows"]
    assert all(list(row) == ["row", "outcome", "why"] for row in report["rows"])
    assert status == 1
    with acting_as(SYSTEM):
        assert not Person.objects.exists()
        assert not Deed.objects.filter(verb=VERB).exists()


def test_the_reasons_say_what_is_wrong_and_what_to_do() -> None:
    why = {row["row"]: row["why"] for row in take_in(dry_run=True)[1]["rows"]}
    assert "tekstmeldinger" in why[3]
    assert "linje 2" in why[5]
    assert "31.02.2026" in why[7]
    assert "ukjent" in why[7]
    assert "Ny Person" in why[9]
    assert "la feltet stå tomt" in why[9]
    assert "fasttelefon" in why[11]
    assert "Formelen" in why[11]
    assert "linje 12" in why[13]
    assert "Bjørg Haugland er leder" in why[14]
    assert "100" in why[17]


@pytest.mark.second_wall
def test_the_people_stand_with_their_contact_person_and_goals(workers: dict[str, User]) -> None:
    status, report = take_in()
    assert (status, report["made"]) == (1, 9)
    with acting_as(workers["ingunn"].pk):
        names = set(Person.objects.values_list("called", flat=True))
        assert names == {"Rolf", "Maja B", "K.", "Bente", "Elin"}
        goal = goals_of(person("Rolf"))[0]
        assert (goal.words, goal.area) == ("Bygge ferdig sjekta", "activity")
        steps = [step.words for step in Step.objects.filter(goal=goal)]
        assert steps == ["Finne ut hva treverket koster", "Spørre verkstedet om plass"]
        assert f"{timezone.localtime(person('Rolf').last_heard_at):%d.%m.%Y}" == "12.03.2026"
        assert goals_of(person("K.")) == []
    with acting_as(workers["tor"].pk):
        names = set(Person.objects.values_list("called", flat=True))
        assert names == {"Åse-Marie", "يوسف", '"Kongen"', "Gutten fra brua"}
        assert person("يوسف").language == "ar"
        assert goals_of(person("Gutten fra brua"))[0].area == "home"
    with acting_as(workers["bjorg"].pk):
        assert not Person.objects.exists()


def test_phones_are_kept_as_they_may_be_used() -> None:
    take_in()
    with acting_as(SYSTEM):
        maja = person("Maja B").phones.get()
        assert (maja.number, maja.do_not_text, maja.note) == ("+4799999002", True, "Deler telefon med bror")
        kongen = person('"Kongen"').phones.get()
        assert (kongen.can_get_texts, kongen.do_not_text) == (False, False)
        assert [phone.number for phone in person("Bente").phones.all()] == ["+4799999006", "+4799999007"]
        assert person("يوسف").phones.get().number == "+4799999004"


def test_a_formula_stays_text_and_a_step_that_is_empty_is_dropped() -> None:
    take_in()
    with acting_as(SYSTEM):
        assert goals_of(person('"Kongen"'))[0].words == '=HYPERLINK("http://x")'
        goal = goals_of(person("Bente"))[0]
        assert goal.words == "Klare husleien hver måned"
        assert [step.words for step in goal.steps.all()] == ["Snakke med NAV", "Sette opp fast trekk"]


def test_a_synthetic_number_is_sealed_and_found_again() -> None:
    take_in()
    with acting_as(SYSTEM):
        elin = person("Elin")
        assert elin.national_number_hash
        assert b"15928510023" not in bytes(elin.national_number_sealed or b"")


def test_the_same_file_twice_makes_nothing_new() -> None:
    take_in()
    with acting_as(SYSTEM):
        before = (Person.objects.count(), Step.objects.count(), Deed.objects.count())
    status, report = take_in()
    assert (status, report["made"], report["matched"], report["refused"], report["doubtful"]) == (1, 0, 10, 4, 1)
    with acting_as(SYSTEM):
        assert (Person.objects.count(), Step.objects.count(), Deed.objects.count()) == before


def test_a_row_is_known_again_after_the_person_has_been_changed() -> None:
    take_in()
    with acting_as(SYSTEM):
        Person.objects.filter(called="Gutten fra brua").update(called="Jonas")
        Person.objects.filter(called="K.").update(called="Kari")
        person("Kari").phones.all().delete()
    assert take_in()[1]["made"] == 0


def test_each_person_made_has_a_deed_by_the_system() -> None:
    take_in()
    with acting_as(SYSTEM):
        for verb in (VERB, "person.register"):
            deeds = Deed.objects.filter(verb=verb)
            assert {deed.subject_id for deed in deeds} == {someone.pk for someone in Person.objects.all()}
            assert all(deed.by_id is None for deed in deeds)
        assert contact_person_of(person("Rolf")) is not None


def test_the_report_for_people_lists_what_was_left_out() -> None:
    stdout = io.StringIO()
    assert run(str(SAMPLE), dry_run=True, as_json=False, stdout=stdout, stderr=io.StringIO()) == 1
    told = stdout.getvalue()
    assert "9 made, 1 matched, 4 refused, 1 doubtful, 1 skipped" in told
    assert "nothing was changed" in told
    assert "line 9: Ingen som heter Ny Person" in told


@pytest.mark.parametrize("missing", [True, False])
def test_a_file_that_cannot_be_read_is_one_sentence_and_exit_2(tmp_path: Path, *, missing: bool) -> None:
    path = tmp_path / "liste.csv"
    if not missing:
        path.write_bytes(b"%PDF-1.7 ...")
    stdout, stderr = io.StringIO(), io.StringIO()
    assert run(str(path), dry_run=False, as_json=True, stdout=stdout, stderr=stderr) == 2
    assert stdout.getvalue() == ""
    assert stderr.getvalue().count("\n") == 1
