"""Loading history in bulk: whole days, sorted already, written once as closed days with their rollup.

For imports, restores and benchmarks. What is loaded counts as older than anything appended, so that
of exact duplicates the appended reading wins.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from deltalake.transaction import AddAction

from anlan.telemetry.lake.cells import cells_of
from anlan.telemetry.lake.columns import HOURS, READINGS, TEN_US, TENS, Columns
from anlan.telemetry.lake.compaction import Compactor, Report
from anlan.telemetry.lake.delta import Commit, Table
from anlan.telemetry.lake.runs import RunWriter, name_run
from anlan.telemetry.lake.storage import Storage


@dataclass(frozen=True, slots=True)
class Written:
    """Files of one day, written and not yet visible; may travel between processes.

    Attributes:
        rows: Readings in them.
        readings, tens: Their add actions.
    """

    rows: int
    readings: list[AddAction]
    tens: list[AddAction]


@dataclass(slots=True)
class BulkLoader:
    """Writes days, then commits them all in one version; a loader that dies leaves nothing visible."""

    storage: Storage
    _taken: list[Written] = field(default_factory=list)

    def write_day(self, day: int, partition: int, chunks: Iterable[Columns]) -> Written:
        """Write the files of one day of one partition.

        Args:
            day: Days since 1970-01-01 (Shanghai).
            partition: Whose readings these are.
            chunks: Blocks in (point, ts) order, no (point, ts) twice, no point in two of them.
        """
        run = name_run("d", 0)
        readings, tens = (self.storage.child(spec.name) for spec in (READINGS, TENS))
        out = RunWriter(readings, READINGS, day, partition, run, data_change=True)
        rolled = RunWriter(tens, TENS, day, partition, name_run("o", run.stamp))
        rows = 0
        for chunk in chunks:
            out.write(chunk)
            rolled.write(cells_of(chunk["point"], chunk, TEN_US))
            rows += len(chunk["point"])
        return Written(rows, out.finish(), rolled.finish())

    def take(self, written: Written) -> None:
        """Make files part of the next commit."""
        self._taken.append(written)

    def commit(self) -> None:
        """Make what was taken visible."""
        for spec, name in ((READINGS, "readings"), (TENS, "tens")):
            table = Table(self.storage, spec)
            adds = [add for written in self._taken for add in getattr(written, name)]
            table.commit(table.open(), Commit(f"load/{secrets.token_hex(4)}", 1, adds))
        self._taken.clear()

    def roll_up(self, now_us: int) -> Report:
        """Build the hours of the months that are complete."""
        readings, tens, hours = (Table(self.storage, spec) for spec in (READINGS, TENS, HOURS))
        return Compactor(readings, tens, hours).run(now_us)
