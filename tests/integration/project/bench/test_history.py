"""The history benchmark, in miniature."""

import pytest

from anlan.project.bench import history, history_appends
from anlan.project.bench.figures import Figure
from anlan.project.bench.history_data import Dataset
from anlan.project.bench.history_stores import LakeStore
from anlan.telemetry.lake.columns import DAY_US

TINY = Dataset(fast=1, fast_days=1, slow=4, slow_days=20, province=0, province_days=0)


def figures(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    for name in ("QUICK", "SHARED_QUICK"):
        monkeypatch.setattr(history, name, TINY)
    monkeypatch.setattr(history, "YEAR_US", 20 * DAY_US)
    monkeypatch.setattr(history, "APPENDED_QUICK", 10 * 4_250)
    monkeypatch.setattr(history, "QUERIES", 3)
    monkeypatch.setattr(history, "PEER_QUERIES", 2)
    monkeypatch.setattr(history_appends, "FLUSH_ROWS", 4_250)
    for absent in ("InfluxStore", "VictoriaStore"):
        monkeypatch.setattr(getattr(history, absent), "at", lambda _: None)
    return history.run(True, lambda _: None)


def test_measures_the_lake_and_compares_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {f.name: f for f in figures(monkeypatch)}
    goals = [f for f in found.values() if f.goal]
    assert len(goals) >= 7
    assert any("PostgreSQL / lake" in name for name in found)
    assert not any("InfluxDB" in name for name in found)


def test_a_wrong_answer_is_no_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LakeStore, "day", lambda *_: 5)
    with pytest.raises(RuntimeError, match="expected 86400 rows, got 5"):
        figures(monkeypatch)
