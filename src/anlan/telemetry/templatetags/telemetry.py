"""Filters that turn codes into words."""

from django import template

from anlan.telemetry import labels

register = template.Library()


def _register(name: str, words: labels.Labels) -> None:
    register.filter(name, lambda code: words.get(str(code), code))


_register("priority_label", labels.PRIORITY)
_register("state_label", labels.STATE)
_register("suppression_label", labels.SUPPRESSION)
_register("status_label", labels.STATUS)
_register("side_label", labels.SIDE)
_register("quantity_label", labels.QUANTITY)
_register("transition_label", labels.TRANSITION)
_register("shape_label", labels.SHAPE)
_register("reason_label", labels.REASON)
