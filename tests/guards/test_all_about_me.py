"""Guard: whatever hangs on a person is told to them, or says why not; and the documentation of it is in step."""

from django.apps import apps
from django.db import models

from benken.access.about import hangs_by, not_told, sections
from tests.guards.documents import ALL_ABOUT, all_about_page

OURS = [model for model in apps.get_models() if model.__module__.startswith("benken.")]
TOLD = {section.model for section in sections()}


def test_every_table_that_hangs_on_a_person_is_told_or_says_why_not() -> None:
    hanging = {model for model in OURS if hangs_by(model)}
    assert len(hanging) >= 35
    assert {model._meta.label for model in hanging - TOLD} == set(not_told())
    assert all(len(why) > 20 for why in not_told().values())


def test_a_table_with_a_key_to_a_person_by_another_name_would_be_found() -> None:
    for model in OURS:
        for field in model._meta.concrete_fields:
            leads_to_a_person = (
                isinstance(field, models.ForeignKey) and field.related_model._meta.label == "people.Person"
            )
            assert not leads_to_a_person or hangs_by(model) == field.name, f"{model._meta.label}.{field.name}"


def test_every_field_of_a_told_table_is_told_or_says_why_not() -> None:
    for section in sections():
        told = set(section.labels) | {name for extra in section.extra for name in extra.of}
        fields = {field.name for field in section.model._meta.concrete_fields}
        label = section.model._meta.label
        assert told | set(section.left_out) == fields, f"{label}: {fields ^ (told | set(section.left_out))}"
        assert not told & set(section.left_out), label
        assert all(section.left_out.values()), label


def test_no_sealed_field_is_told_as_it_stands() -> None:
    for section in sections():
        for name in section.labels:
            assert not isinstance(section.model._meta.get_field(name), models.BinaryField), f"{section.key}.{name}"


def test_keys_are_one_of_a_kind_and_labels_are_words() -> None:
    keys = [section.key for section in sections()]
    assert len(keys) == len(set(keys))
    assert all(key.isidentifier() and key.islower() for key in keys)
    assert all(str(label).strip() for section in sections() for label in section.labels.values())


def test_the_documentation_is_in_step() -> None:
    """Made anew by `python -m tests.guards.documents`."""
    assert ALL_ABOUT.read_text() == all_about_page()
