"""The tables of `docs/standards` name modules and tests that exist, and a state that is defined."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.rules.tree import ROOT, files, shown

STATES = {"done", "partial", "refused"}
COLUMNS = ["Standard, clause", "What it asks", "Module", "Test", "State"]


def tables() -> Iterator[tuple[str, list[list[str]]]]:
    for path in files():
        if path.parent == ROOT / "docs" / "standards" and path.name != "index.md":
            lines = [line for line in path.read_text("utf-8").splitlines() if line.startswith("|")]
            yield shown(path), [cells(line) for line in lines]


def cells(line: str) -> list[str]:
    """The cells of a table row; a bar with a backslash before it stands inside one."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip()[1:-1])]


def named(cell: str) -> list[Path]:
    return [ROOT / name for name in re.findall(r"`([^`]+)`", cell)]


def test_each_table_has_the_same_columns() -> None:
    found = dict(tables())
    assert found
    assert all(rows[0] == COLUMNS for rows in found.values())


def test_each_clause_names_what_exists() -> None:
    problems = []
    for page, rows in tables():
        for clause, _, module, test, state in rows[2:]:
            if state.split(" ", 1)[0].rstrip(":") not in STATES:
                problems.append(f"{page}: {clause}: state {state!r}")
            if not state.startswith("refused") and not (named(module) and named(test)):
                problems.append(f"{page}: {clause}: names no module or no test")
            problems += [f"{page}: {p} is missing" for p in named(module) + named(test) if not p.exists()]
    assert not problems
