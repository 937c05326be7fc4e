"""Guard: every field of every model says what kind of data it holds, and every model how long it is kept."""

import pytest
from django.apps import apps
from django.db import models

from benken.lib.data_classes import IDENTITY, SENSITIVE, DataClass, Retention

OURS = [model for model in apps.get_models() if model.__module__.startswith("benken.")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_has_a_data_class(model: type[models.Model]) -> None:
    declared: dict[str, DataClass] = getattr(model, "data_classes", {})
    fields = {field.name for field in model._meta.concrete_fields}
    assert set(declared) == fields
    assert all(isinstance(value, DataClass) for value in declared.values())


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_has_a_retention_class(model: type[models.Model]) -> None:
    assert isinstance(getattr(model, "retention", None), Retention)


def test_free_text_about_a_person_is_never_called_plain() -> None:
    for model in OURS:
        classes: dict[str, DataClass] = getattr(model, "data_classes", {})
        for field in model._meta.concrete_fields:
            if isinstance(field, models.TextField) and getattr(model, "retention", None) == Retention.RECORD:
                assert classes[field.name] in {IDENTITY, SENSITIVE}, f"{model._meta.label}.{field.name}"
