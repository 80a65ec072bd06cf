"""The append benchmark: its flushes, and that it reports both rates."""

from pathlib import Path

import numpy as np
import pytest

from anlan.project.bench import history_appends
from anlan.project.bench.history_appends import append_rate, flush


def test_a_flush_has_each_point_in_turn_and_goes_on_where_the_last_ended() -> None:
    rng = np.random.default_rng(1)
    first, next_of_same = flush(0, rng), flush(history_appends.PARTITIONS, rng)
    assert len(first) == history_appends.FLUSH_ROWS
    assert len(np.unique(first.point)) == history_appends.POINTS
    assert int(next_of_same.ts[0]) == int(first.ts[-1]) + 1_000_000
    assert set(first.point % history_appends.PARTITIONS) == {0}


def test_reports_the_rate_with_and_without_the_compaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_appends, "FLUSH_ROWS", 100)
    monkeypatch.setattr(history_appends, "POINTS", 10)
    said: list[str] = []
    appended, compacted = append_rate(tmp_path / "lake", 4000, said.append)
    assert appended.value >= compacted.value > 0
    assert appended.goal == ">= 2e+06"
    assert said
    assert not (tmp_path / "lake").exists()
