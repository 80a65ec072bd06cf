"""Tests wait for a condition (`tests.support.waiting`), never for a time."""

import ast

from tests.rules.tree import TESTS, python_files, shown, syntax


def sleeps(node: ast.AST) -> bool:
    """`sleep(0)` only lets other tasks run, so it is no waiting."""
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    yields = len(node.args) == 1 and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0
    return name in {"sleep", "wait_for_timeout"} and not yields


def test_no_test_sleeps() -> None:
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files(TESTS)
        for node in ast.walk(syntax(path))
        if sleeps(node) and isinstance(node, ast.Call)
    ]
    assert not found


def test_a_sleep_would_be_noticed() -> None:
    for line in ("time.sleep(1)", "await asyncio.sleep(0.1)", "page.wait_for_timeout(5)", "sleep(1)"):
        assert any(sleeps(node) for node in ast.walk(ast.parse(line))), line
    assert not any(sleeps(node) for node in ast.walk(ast.parse("await asyncio.sleep(0)")))
