"""Which rollup files still speak for the readings, and building them anew.

A closed day's ten-minute cells carry in their name the stamp of the run they were made from; a past
month's hours carry a digest of the stamps of its days. They count only while those are the runs the lake
has: readings that arrive later are in other runs, and a rewritten day has another stamp. So readings and
rollups need no common transaction, and a crash between them costs speed until the next compaction, never
truth.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from anlan.telemetry.lake.columns import month_of, next_month
from anlan.telemetry.lake.planning import runs_of
from anlan.telemetry.lake.runs import parse_run
from anlan.telemetry.lake.snapshots import DataFile, Snapshot

Files = tuple[DataFile, ...]
Key = tuple[int, int]
"""A slot (first day of it, days since 1970-01-01) and a partition."""


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """The sorted run of a closed day, and what came after it.

    Attributes:
        stamp: Of the run; "" if the day has none.
        late: Files that are not in that run: readings that arrived after the day was closed.
        low, high: Smallest and largest point of any file.
    """

    stamp: str
    late: tuple[DataFile, ...]
    low: int = 0
    high: int = -1


@dataclass(frozen=True, slots=True)
class Month:
    """The days of one month.

    Attributes:
        stamps: Digest of the closed days of each partition.
        settled: All its days are closed, and nothing came after.
    """

    stamps: Mapping[int, str]
    settled: bool


def by_key(files: Iterable[DataFile]) -> dict[Key, list[DataFile]]:
    """Return files by slot and partition."""
    grouped: dict[Key, list[DataFile]] = {}
    for file in files:
        grouped.setdefault((file.slot, file.partition), []).append(file)
    return grouped


def closed_day(files: Sequence[DataFile]) -> ClosedDay:
    """Return what of one day and partition a rollup may speak for."""
    runs = runs_of(files)
    low, high = min((f.point_min for f in files), default=0), max((f.point_max for f in files), default=-1)
    if not runs or runs[0].name.kind != "d":
        return ClosedDay("", tuple(files), low, high)
    return ClosedDay(runs[0].name.stamp, tuple(f for r in runs[1:] for f in r.files), low, high)


def stamp_of_month(days: Mapping[int, str]) -> str:
    """Return the digest that names hours made of these closed days (stamp by day)."""
    text = ",".join(f"{day}:{stamp}" for day, stamp in sorted(days.items()))
    return sha256(text.encode()).hexdigest()[:24]


def month_stamps(closed: Mapping[Key, ClosedDay]) -> dict[Key, str]:
    """Return the digest of each month and partition that has closed days."""
    months: dict[Key, dict[int, str]] = {}
    for (day, partition), state in closed.items():
        if state.stamp:
            months.setdefault((month_of(day), partition), {})[day] = state.stamp
    return {key: stamp_of_month(days) for key, days in months.items()}


def speaks_for(stamp: str, files: Sequence[DataFile]) -> list[DataFile]:
    """Return the rollup files made from the run or month of that stamp (empty: none is valid)."""
    found: dict[str, list[DataFile]] = {}
    for file in files:
        name = parse_run(file.run)
        if name is not None and name.kind == "o" and name.source == stamp:
            found.setdefault(name.tag, []).append(file)
    return found[min(found)] if found else []


class Memory:
    """Remembers what days and months are like, as long as their lists of files are the same objects.

    Snapshots share the lists that did not change, so that a query over a year looks at what is new only.
    """

    def __init__(self) -> None:
        self._days: dict[int, tuple[Files, dict[int, ClosedDay]]] = {}
        self._months: dict[int, tuple[tuple[Files | None, ...], Month]] = {}

    def day(self, day: int, files: Files) -> dict[int, ClosedDay]:
        """Return the state of one day by partition."""
        known = self._days.get(day)
        if known is None or known[0] is not files:
            states = {partition: closed_day(some) for (_, partition), some in by_key(files).items()}
            self._days[day] = known = (files, states)
        return known[1]

    def month(self, snapshot: Snapshot, month: int) -> Month:
        """Return the state of one month."""
        days = range(month, next_month(month))
        lists = tuple(snapshot.slots.get(day) for day in days)
        known = self._months.get(month)
        if known is None or any(a is not b for a, b in zip(known[0], lists, strict=True)):
            states = {
                (day, partition): state
                for day, files in zip(days, lists, strict=True)
                if files
                for partition, state in self.day(day, files).items()
            }
            stamps = {partition: stamp for (_, partition), stamp in month_stamps(states).items()}
            settled = all(state.stamp and not state.late for state in states.values())
            self._months[month] = known = (lists, Month(stamps, settled))
        return known[1]
