"""After a power failure: the newest log entries of a local table may be there in name only.

A commit counts for us only once its log entry is safe on disk (`delta.commit`), so an entry that cannot
be read was never acknowledged: it is put aside, and its writer, which starts from what the lake holds,
writes its readings again. A living process never shows a half-written entry: it renames whole files.
"""

from pathlib import Path

import msgspec

from anlan.telemetry.lake.storage import Storage

ASIDE = ".torn"


def put_torn_commits_aside(storage: Storage) -> list[Path]:
    """Rename unreadable entries at the end of a local table's log; return their new names."""
    if storage.local is None:
        return []
    aside: list[Path] = []
    for entry in sorted((storage.local / "_delta_log").glob("[0-9]*.json"), reverse=True):
        if _readable(entry):
            break
        aside.append(entry.rename(entry.with_suffix(ASIDE)))
    return aside


def _readable(entry: Path) -> bool:
    try:
        actions = [msgspec.json.decode(line) for line in entry.read_bytes().splitlines()]
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return bool(actions)
