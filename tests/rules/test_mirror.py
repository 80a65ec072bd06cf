"""Tests mirror the code one to one, in both directions."""

import ast
from pathlib import Path

from tests.rules.tree import (
    SOURCE,
    TESTS,
    Function,
    assert_only_exceptions,
    functions,
    python_files,
    shown,
)

ROOMS = [TESTS / "unit", TESTS / "db", TESTS / "integration"]


def has_behaviour(module: Path) -> bool:
    """A module of declarations (tables, routes, constants) is tested through what uses it."""
    return any(not is_magic(function) and not is_empty(function) for function in functions(module))


def is_magic(function: Function) -> bool:
    return function.name.startswith("__") and function.name.endswith("__")


def is_empty(function: Function) -> bool:
    """The methods of a `Protocol` have a docstring and no body."""
    return all(isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) for line in function.body)


def places_of_test(module: Path) -> list[Path]:
    place = module.relative_to(SOURCE)
    stem = place.parent.name if place.stem == "__init__" else place.stem
    folder = place.parent.parent if place.stem == "__init__" else place.parent
    return [room / folder / f"test_{stem.strip('_')}.py" for room in ROOMS]


def test_every_module_with_behaviour_has_its_own_test_file() -> None:
    assert_only_exceptions(
        "untested",
        {
            shown(module)
            for module in python_files(SOURCE)
            if has_behaviour(module) and not any(place.exists() for place in places_of_test(module))
        },
    )


def test_every_test_file_belongs_to_a_module() -> None:
    expected = {place for module in python_files(SOURCE) for place in places_of_test(module)}
    assert_only_exceptions(
        "homeless",
        {
            shown(test)
            for room in ROOMS
            for test in python_files(room)
            if test.name.startswith("test_") and test not in expected
        },
    )
