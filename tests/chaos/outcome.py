"""What came of a run: the readings in the lake, the alarm records, and where the workers stand."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import psycopg

from anlan.kernel.instants import from_micros, to_micros
from anlan.telemetry.lake.lake import Lake
from tests.chaos.plants import Plant
from tests.chaos.signals import sample
from tests.chaos.timing import Run

_STEP = 0.01
"""The points keep two decimals."""
_ALARMS = """
    SELECT p.code, a.side, a.state, a.start_status, a.current_status, a.worst_status,
        extract(epoch FROM a.raised_at - %(base)s)::float,
        extract(epoch FROM a.returned_at - %(base)s)::float,
        a.value, a.peak_value, (
            SELECT array_agg(jsonb_build_array(
                t.kind, t.from_state, t.to_state, t.status, extract(epoch FROM t.source_at - %(base)s),
                t.value, t.limit_value)::text ORDER BY t.id)
            FROM telemetry_alarmtransition t WHERE t.alarm_id = a.id)
    FROM telemetry_alarm a JOIN telemetry_point p ON p.id = a.point_id
    WHERE p.code = ANY(%(codes)s)
"""


def alarms_of(database_url: str, run: Run, plants: Sequence[Plant]) -> list[tuple[object, ...]]:
    """Return each alarm with its transitions, without what differs between runs.

    Points are told by their number, instants as seconds of the run; ids and real times are left out.
    """
    numbers = {
        code: number
        for plant in plants
        for number, code in enumerate(plant.account.codes, plant.account.first)
    }
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(_ALARMS, {"base": run.base, "codes": list(numbers)}).fetchall()
    found = [(numbers[code], *facts[:-1], tuple(facts[-1] or ())) for code, *facts in rows]
    return sorted(found, key=lambda alarm: (alarm[0], alarm[1], alarm[6]))


def point_ids(database_url: str, codes: Iterable[str]) -> dict[str, int]:
    """Return the internal id of each point."""
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT code, id FROM telemetry_point WHERE code = ANY(%s)", [list(codes)])
        return dict(rows.fetchall())


def differences(lake: Path, database_url: str, plants: Sequence[Plant]) -> list[str]:
    """Compare the lake with what was acknowledged: each reading there once, with its value, and no other."""
    store = Lake(str(lake))
    ids = point_ids(database_url, (code for plant in plants for code in plant.account.codes))
    return [
        f"{code}: {problem}"
        for plant in plants
        for number, code in enumerate(plant.account.codes, plant.account.first)
        for problem in _of_point(store, ids[code], number, plant)
    ]


def _of_point(store: Lake, point: int, number: int, plant: Plant) -> Iterator[str]:
    run = plant.run
    expected = {to_micros(run.instant(tick)): sample(number, tick) for tick in plant.acknowledged}
    series = store.raw(point, 0, to_micros(run.base + timedelta(days=30)))
    times, values = series.ts.tolist(), series.value.tolist()
    if len(set(times)) < len(times):
        yield f"{len(times) - len(set(times))} readings twice"
    missing = sorted(run.tick(from_micros(ts)) for ts in set(expected) - set(times))
    if missing:
        yield f"{len(missing)} of {len(expected)} readings missing, from tick {missing[0]} to {missing[-1]}"
    if strange := set(times) - set(expected):
        yield f"{len(strange)} readings that nobody sent"
    for ts, value in zip(times, values, strict=True):
        wanted = expected.get(ts)
        if wanted and wanted.valid and abs(value - wanted.value) > _STEP / 2:
            yield f"{value} instead of {wanted.value} at tick {run.tick(from_micros(ts))}"
