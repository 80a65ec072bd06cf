"""The files of the repository and what is in them, as the rule tests look at them."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "anlan"
TESTS = ROOT / "tests"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or may be committed, also new ones not yet added."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return tuple(sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file()))


@cache
def python_files(folder: Path) -> tuple[Path, ...]:
    """The Python modules below a folder, without migrations, which Django writes."""
    return tuple(
        path
        for path in files()
        if path.suffix == ".py" and path.is_relative_to(folder) and "migrations" not in path.parts
    )


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(syntax(path)) if isinstance(node, Function))


def shown(path: Path) -> str:
    """A path as people write it: from the top of the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def exceptions(rule: str) -> dict[str, str]:
    """Paths that may break one rule, each with its reason (`exceptions.toml`)."""
    table: dict[str, dict[str, str]] = tomllib.loads(
        (TESTS / "rules" / "exceptions.toml").read_text(encoding="utf-8")
    )
    return table.get(rule, {})


def assert_only_exceptions(rule: str, offenders: set[str]) -> None:
    """Fail for an offender without a reason, and for a reason that is no longer needed."""
    excused = set(exceptions(rule))
    assert not offenders - excused, f"{rule}: {sorted(offenders - excused)}"
    assert not excused - offenders, f"no longer needed in exceptions.toml [{rule}]: {excused - offenders}"
