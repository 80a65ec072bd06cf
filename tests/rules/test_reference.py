"""The reference pages say what the code says."""

from pathlib import Path

import pytest
from docs import tables

from tests.rules.tree import ROOT, files, shown

PAGES = [path for path in files() if path.suffix == ".md" and path.is_relative_to(ROOT / "docs")]


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_the_tables_of_a_page_are_as_the_code_has_them(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text == tables.updated(text), "run `make reference`"


def test_every_table_has_its_page() -> None:
    marked = {mark[2] for page in PAGES for mark in tables.MARK.finditer(page.read_text("utf-8"))}
    assert marked == set(tables.TABLES)


def test_an_outdated_table_would_be_noticed() -> None:
    page = "# Settings\n\n<!-- table: settings -->\n| `ANLAN_GONE` |\n<!-- end -->\n"
    assert "ANLAN_GONE" not in tables.updated(page)
    assert "`ANLAN_WEB_PORT`" in tables.updated(page)


def test_a_cell_may_hold_a_bar() -> None:
    assert tables.table(("a",), [("x|y",)]) == "| a |\n| --- |\n| x\\|y |\n"
