from django.template import Context, Template
from django.utils import translation

from anlan.telemetry.templatetags import telemetry


def test_codes_become_words_and_unknown_ones_stay() -> None:
    source = "{% load telemetry %}{{ 4|priority_label }} {{ 'FT'|quantity_label }} {{ 'X'|quantity_label }}"
    with translation.override("en"):
        assert Template(source).render(Context()) == "Highest Flow X"
    assert "state_label" in telemetry.register.filters
