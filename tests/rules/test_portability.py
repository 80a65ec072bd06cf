"""What is committed works on any machine: no download hosts, no paths of ours, nothing huge."""

import re
from pathlib import Path

import pytest

from tests.rules.tree import files, shown

MACHINE = re.compile(
    "|".join(
        [
            "(?<![\\w.])/wor" + "k/",
            r"\.\./" + "shared",
            r"(?<![\w./])/home/\w+/",
            r"(?<![\w./])/roo" + "t/",
        ]
    )
)
"""Folders of somebody's machine."""
DOWNLOAD = re.compile(
    r"--(extra-)?index-url|--find-links|^\s*registry\s*=|\"resolved\"\s*:|index_url\s*=|_authToken",
    re.MULTILINE,
)
"""Where to download from is the user's own configuration."""
LOCKS = re.compile(
    r"requirements/|package(-lock)?\.json$|\.npmrc$|pip\.conf$|uv\.toml$|pyproject\.toml$|Makefile$"
)
LARGEST = 1 << 20


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="ignore")


def found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [f"{shown(path)}: {hit.group()}" for path in paths if (hit := pattern.search(text(path)))]


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert not found(MACHINE, list(files()))


def test_no_lock_or_set_up_file_names_a_download_host() -> None:
    assert not found(DOWNLOAD, [path for path in files() if LOCKS.search(shown(path))])


def test_no_file_is_larger_than_a_mebibyte() -> None:
    assert not [shown(path) for path in files() if path.stat().st_size > LARGEST]


@pytest.mark.parametrize(
    "line", ["cd /wor" + "k/main", "see ../" + "shared/data", "/home/" + "anna/x", "/roo" + "t/.cache"]
)
def test_a_path_of_one_machine_would_be_noticed(line: str) -> None:
    assert MACHINE.search(line)
