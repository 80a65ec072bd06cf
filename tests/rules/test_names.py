"""A module is named after what it knows."""

import sys

from tests.rules.tree import SOURCE, TESTS, python_files, shown

NOT_UNDERSTOOD_YET = {"utils", "common", "helpers", "core", "base", "misc", "manager", "handler", "extras"}


def test_no_module_has_a_name_that_says_nothing() -> None:
    modules = [*python_files(SOURCE), *python_files(TESTS)]
    bad = [shown(path) for path in modules if NOT_UNDERSTOOD_YET & {path.stem, path.parent.name}]
    assert not bad


def test_no_module_has_the_name_of_a_standard_library_module() -> None:
    bad = [
        shown(path)
        for path in python_files(SOURCE)
        if path.stem in sys.stdlib_module_names and not path.stem.startswith("__")
    ]
    assert not bad
