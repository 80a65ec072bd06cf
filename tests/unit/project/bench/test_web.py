import pytest

from anlan.project.bench.rig import BenchmarkError
from anlan.project.bench.web import CLIENTS, _reached


def test_an_event_counts_when_it_has_reached_every_page_and_its_last_arrival_counts() -> None:
    arrived = {"a": [0.1] * (CLIENTS - 1) + [0.4], "b": [0.1] * (CLIENTS - 1)}
    figures = {figure.name: figure for figure in _reached(arrived)}
    assert figures[f"event to the last of {CLIENTS} open pages, p95"].value == pytest.approx(400)
    assert figures[f"events that reached all {CLIENTS}"].ok is False


def test_no_event_everywhere_is_no_figure() -> None:
    with pytest.raises(BenchmarkError, match="the best 3"):
        _reached({"a": [0.1] * 3})
