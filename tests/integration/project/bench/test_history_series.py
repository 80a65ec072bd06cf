"""InfluxDB and VictoriaMetrics as peers, where they are installed."""

from pathlib import Path

import orjson
import pytest

from anlan.project.bench import history_series
from anlan.project.bench.history_data import END_DAY, Dataset, point_day
from anlan.project.bench.history_series import InfluxStore, VictoriaStore, json_line, lines, rest
from anlan.project.bench.servers import find
from anlan.telemetry.lake.columns import DAY_US, HOUR_US, day_start

SMALL = Dataset(fast=1, fast_days=1, slow=1, slow_days=2, province=0, province_days=0)


@pytest.mark.parametrize(("program", "kind"), [("influxd", InfluxStore), ("victoria-metrics", VictoriaStore)])
def test_answers_both_jobs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    program: str,
    kind: type[InfluxStore] | type[VictoriaStore],
) -> None:
    if find(program) is None:
        pytest.skip(f"{program} is not installed")
    monkeypatch.setattr(history_series, "REST_S", 0)
    store, end = kind.at(tmp_path), day_start(END_DAY)
    assert store is not None
    try:
        store.load(SMALL, lambda _: None)
        assert store.day(1, end - DAY_US, end) == 86_400
        assert abs(store.year(100, end - 2 * DAY_US, end, HOUR_US) - 48) <= 1
        assert store.size() > 0
    finally:
        store.close()


@pytest.mark.parametrize("kind", [InfluxStore, VictoriaStore])
def test_is_left_out_where_it_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[InfluxStore] | type[VictoriaStore]
) -> None:
    monkeypatch.setattr(history_series, "find", lambda _: None)
    assert kind.at(tmp_path) is None


def test_writes_exact_values_in_either_format() -> None:
    block = point_day(4, END_DAY, 60)
    (body,) = lines(block)
    assert body.splitlines()[0].decode() == f"r,p=4 v={block['value'][0]!r} {block['ts'][0]}".replace(
        "np.float64(", ""
    ).replace(")", "")
    line = orjson.loads(json_line(4, block))
    assert line["values"] == block["value"].tolist()
    assert line["timestamps"][0] == int(block["ts"][0]) // 1000


def test_rests_when_the_size_no_longer_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = iter([5, 5, 9])
    monkeypatch.setattr("anlan.project.bench.history_series.time.sleep", lambda _: None)
    rest(lambda: next(sizes))
    assert next(sizes) == 9
