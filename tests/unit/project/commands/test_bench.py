import importlib
import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from anlan.project.bench.figures import Figure, Progress
from anlan.project.commands import bench

FIGURES = [Figure("speed", 1_234_567.0, "readings/s", ">= 500000", ok=True), Figure("size", 7.0, "B")]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> object:
    def run(quick: bool, progress: Progress) -> list[Figure]:
        progress("quick" if quick else "whole")
        return FIGURES

    monkeypatch.setattr(importlib, "import_module", lambda _: SimpleNamespace(run=run))
    name = bench.command.params[0]
    monkeypatch.setattr(name.type, "choices", ["speed"])
    return bench.command


def test_figures_come_as_json_and_progress_apart(command: object) -> None:
    result = CliRunner().invoke(bench.command, ["speed", "--json", "--quick"])
    assert json.loads(result.stdout)["figures"][0] == {
        "name": "speed", "value": 1_234_567.0, "unit": "readings/s", "goal": ">= 500000", "ok": True,
    }  # fmt: skip
    assert result.stderr == "speed: quick\n"


def test_a_person_gets_a_table(command: object) -> None:
    result = CliRunner().invoke(bench.command, ["speed"])
    assert result.stdout == "speed  1,234,567  readings/s  >= 500000  ok\nsize   7          B\n"


def test_only_modules_with_a_run_are_benchmarks() -> None:
    assert "figures" not in bench.bench_names()
    assert "bytewax_peer" not in bench.bench_names()
