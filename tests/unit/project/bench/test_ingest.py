import pytest

from anlan.project.bench import ingest
from anlan.project.bench.figures import Figure


def named(figures: list[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures}


def rule(monkeypatch: pytest.MonkeyPatch, peer: float | None) -> tuple[dict[str, Figure], list[str]]:
    monkeypatch.setattr(ingest, "evaluated_a_second", lambda *_: 6_000_000.0)
    monkeypatch.setattr(ingest, "readings_a_second", lambda *_: peer)
    said: list[str] = []
    return named(ingest._rule(quick=True, progress=said.append)), said


def test_the_ratio_to_the_peer_has_a_goal(monkeypatch: pytest.MonkeyPatch) -> None:
    figures, _ = rule(monkeypatch, 250_000.0)
    assert figures["vectorised / Bytewax"].value == 24
    assert figures["vectorised / Bytewax"].ok is True


def test_a_missing_peer_is_said_and_gives_no_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    figures, said = rule(monkeypatch, None)
    assert list(figures) == ["limit rule alone, vectorised, one core"]
    assert "not installed" in said[-1]


def test_a_missing_alarm_is_a_missed_goal() -> None:
    assert ingest._all_raised("9 points", 8, 9).ok is False
    assert ingest._all_raised("9 points", 9, 9).ok is True
