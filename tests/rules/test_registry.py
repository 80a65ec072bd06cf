"""Foreign keys, seen in Django's registry: they point downwards, and leave no trace on the other side."""

import configparser
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import ForeignObject, ManyToManyField

from tests.rules.tree import ROOT


def layers(contract: str) -> list[str]:
    rules = configparser.ConfigParser()
    rules.read(ROOT / ".importlinter")
    text = rules[f"importlinter:contract:{contract}"]["layers"]
    return [name.strip(" ()") for line in text.splitlines() for name in line.split("|") if name.strip()]


def rank(app_name: str) -> tuple[int, int]:
    """Height of an app: its layer, and its place within `records`. Larger is higher."""
    _, layer, *rest = app_name.split(".")
    order, inner = layers("direction")[::-1], layers("records")[::-1]
    return order.index(layer), inner.index(rest[0]) if layer == "records" else 0


def relations() -> Iterator[tuple[str, "ForeignObject[Any, Any] | ManyToManyField[Any, Any]", str]]:
    """Each relation that leaves its app: app, field, app of the target."""
    ours = [config for config in apps.get_app_configs() if config.name.startswith("anlan.")]
    for config in ours:
        for model in config.get_models(include_auto_created=True):
            for field in model._meta.get_fields():
                if isinstance(field, ForeignObject | ManyToManyField):
                    target = field.related_model._meta.app_config.name
                    if target != config.name:
                        yield config.name, field, target


def test_relations_between_apps_point_downwards() -> None:
    upwards = [
        f"{field} -> {target}"
        for app, field, target in relations()
        if target.startswith("anlan.") and rank(target) >= rank(app)
    ]
    assert not upwards


def test_relations_between_apps_have_no_reverse_accessor() -> None:
    visible = [
        str(field) for _, field, _ in relations() if field.remote_field and not field.remote_field.hidden
    ]
    assert not visible


def test_some_relations_leave_their_app() -> None:
    assert list(relations()), "the two tests above would pass on nothing"
