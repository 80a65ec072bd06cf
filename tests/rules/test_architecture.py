"""Mutants of the import rules: each seeded violation must break the rule that forbids it.

A rule file that somebody weakened would otherwise stay green for ever.
"""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.rules.tree import ROOT, SOURCE, python_files, shown

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Mutant:
    """Lines added to the tree that break one rule.

    Attributes:
        rule: Section name of the contract in `.importlinter`.
        lines: Module path below `src/anlan` to the import added to it; a missing module is made.
    """

    rule: str
    lines: dict[str, str]

    def __str__(self) -> str:
        return f"{self.rule}: {' and '.join(self.lines)}"


MUTANTS = [
    Mutant("direction", {"kernel/instants.py": "import anlan.contracts.subjects"}),
    Mutant("direction", {"records/access/apps.py": "import anlan.telemetry"}),
    Mutant("direction", {"telemetry/seeded.py": "import anlan.project.environment"}),
    Mutant("direction", {"gateways/seeded.py": "import anlan.simulation"}),
    Mutant("direction", {"gateways/seeded.py": "import anlan.records"}),
    Mutant("direction", {"contracts/seeded.py": "import anlan.protocols"}),
    Mutant("direction", {"extras/__init__.py": ""}),
    Mutant(
        "applications",
        {
            "applications/one/__init__.py": "",
            "applications/two/__init__.py": "",
            "applications/two/seeded.py": "import anlan.applications.one",
        },
    ),
    Mutant(
        "gateways",
        {
            "gateways/one/__init__.py": "",
            "gateways/two/__init__.py": "",
            "gateways/two/seeded.py": "import anlan.gateways.one",
        },
    ),
    Mutant(
        "protocols",
        {
            "protocols/one/__init__.py": "",
            "protocols/two/__init__.py": "",
            "protocols/two/seeded.py": "import anlan.protocols.one",
        },
    ),
    Mutant("records", {"records/access/seeded.py": "import anlan.records.places"}),
    Mutant("records", {"records/extras/__init__.py": ""}),
    Mutant("inside", {"records/places/models.py": "import anlan.records.places.queries"}),
    Mutant("inside", {"records/assets/queries/seeded.py": "import anlan.records.assets.actions"}),
    Mutant("inside", {"telemetry/api.py": "import anlan.telemetry.views"}),
    Mutant("inside", {"telemetry/endpoints.py": "import anlan.telemetry.workers"}),
    Mutant(
        "inside",
        {
            "applications/one/__init__.py": "",
            "applications/one/actions.py": "import anlan.applications.one.api",
        },
    ),
    Mutant("pure", {"kernel/seeded.py": "import time"}),
    Mutant("pure", {"contracts/seeded.py": "import django"}),
    Mutant("pure", {"protocols/seeded.py": "import logging"}),
    Mutant("pure", {"science/seeded.py": "import asyncio"}),
    Mutant("processes", {"gateways/seeded.py": "import django.conf"}),
    Mutant("processes", {"bus/seeded.py": "import django"}),
    Mutant("processes", {"simulation/seeded.py": "import ninja"}),
    Mutant("processes", {"telemetry/lake/seeded.py": "import django.db"}),
    Mutant("wiring", {"telemetry/seeded.py": "import anlan.gateways"}),
    Mutant("wiring", {"maps/seeded.py": "import anlan.simulation"}),
    Mutant("doors", {"telemetry/seeded.py": "import anlan.records.assets.models"}),
    Mutant("doors", {"project/seeded.py": "import anlan.telemetry.queries"}),
    Mutant("doors", {"records/assets/seeded.py": "import anlan.records.places.policy"}),
    Mutant(
        "acyclic",
        {
            "kernel/one.py": "import anlan.kernel.two",
            "kernel/two.py": "import anlan.kernel.one",
        },
    ),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code base in a folder of its own, to be damaged there."""
    top = tmp_path_factory.mktemp("copy")
    for path in [*python_files(SOURCE), *python_files(ROOT / "tests" / "rules"), ROOT / ".importlinter"]:
        target = top / shown(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    (top / "tests" / "__init__.py").touch()
    return top


def broken_rules(top: Path) -> set[str]:
    """Names of the contracts that the tree breaks."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"],
        cwd=top, env={"PYTHONPATH": f"{top / 'src'}:{top}", "COLUMNS": "500"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    names = dict(
        re.findall(r"\[importlinter:contract:(\w+)\]\nname = (.*)", (top / ".importlinter").read_text())
    )
    return {rule for rule, name in names.items() if f"{name} BROKEN" in done.stdout}


def add_line(path: Path, line: str) -> None:
    """Add an import at the end of a module; make the module, and its package, if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / "__init__.py").touch()
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")


def test_the_tree_itself_breaks_no_rule(copy: Path) -> None:
    assert broken_rules(copy) == set()


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_seeded_violation_breaks_its_rule(mutant: Mutant, copy: Path, tmp_path: Path) -> None:
    top = tmp_path / "mutant"
    shutil.copytree(copy, top)
    for name, line in mutant.lines.items():
        add_line(top / "src" / "anlan" / name, line)
    for imported in re.findall(r"import (anlan\.[\w.]+)", " ".join(mutant.lines.values())):
        target = top / "src" / Path(*imported.split("."))
        if not target.exists() and not target.with_suffix(".py").exists():
            add_line(target.with_suffix(".py"), "")
    assert mutant.rule in broken_rules(top)


def test_every_rule_has_a_mutant() -> None:
    rules = set(re.findall(r"contract:(\w+)\]", (ROOT / ".importlinter").read_text("utf-8")))
    assert {mutant.rule for mutant in MUTANTS} == rules
