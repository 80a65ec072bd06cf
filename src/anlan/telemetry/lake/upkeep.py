"""Keeping a Delta table's log short and its folder free of files nobody can read any more."""

from dataclasses import dataclass

import msgspec

from anlan.telemetry.lake.columns import HOUR_US
from anlan.telemetry.lake.delta import Table
from anlan.telemetry.lake.storage import read_text

CHECKPOINT_EVERY = 50
RETENTION_HOURS = 1
VACUUM_EVERY_US = HOUR_US


@dataclass(slots=True)
class Upkeep:
    """Checkpoint every 50 versions, drop log entries and files that are an hour out of use.

    A query holds its list of files for seconds; an hour leaves room for readers outside.
    """

    tables: tuple[Table, ...]
    _vacuumed_us: int = 0

    def run(self, now_us: int) -> None:
        """Do what is due."""
        for table in self.tables:
            handle = table.open()
            if handle.version() - _checkpoint(table) >= CHECKPOINT_EVERY:
                handle.create_checkpoint()
                handle.cleanup_metadata()
        if now_us - self._vacuumed_us >= VACUUM_EVERY_US:
            for table in self.tables:
                vacuum(table)
            self._vacuumed_us = now_us


def vacuum(table: Table, retention_hours: int = RETENTION_HOURS) -> list[str]:
    """Delete files out of use for some hours, and what crashed writers left; return their paths."""
    return table.open().vacuum(
        retention_hours=retention_hours, dry_run=False, enforce_retention_duration=False, full=True
    )


def _checkpoint(table: Table) -> int:
    text = read_text(table.storage.filesystem(), "_delta_log/_last_checkpoint")
    return int(msgspec.json.decode(text)["version"]) if text else -1
