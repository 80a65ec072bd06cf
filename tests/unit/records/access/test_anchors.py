import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from anlan.records.access.anchors import ForgedAnchorError, read_anchor, write_anchor
from anlan.records.access.queries.trail import Head

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HEAD = Head(7, "ab" * 32)


def test_an_anchor_is_read_back_and_private(tmp_path: Path) -> None:
    path = tmp_path / "var" / "anchor.json"
    write_anchor(path, head=HEAD, now=NOW)
    assert read_anchor(path) == HEAD
    assert path.stat().st_mode & 0o077 == 0


def test_no_anchor_yet_is_fine(tmp_path: Path) -> None:
    assert read_anchor(tmp_path / "none") is None


@pytest.mark.parametrize(
    "change", [{"sequence": 6}, {"digest": "cd" * 32}, {"signature": ""}, {"sequence": None}]
)
def test_a_changed_anchor_is_found(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "anchor.json"
    write_anchor(path, head=HEAD, now=NOW)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(ForgedAnchorError):
        read_anchor(path)
