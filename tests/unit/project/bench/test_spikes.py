import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from tests.support.counties import COUNTIES

from anlan.project.bench.rig import Platform
from anlan.project.bench.spikes import ask_for_spikes, gas_points
from anlan.simulation.faults import Kind, parse_fault
from anlan.simulation.province import Size, build_province
from anlan.simulation.storage import save_catalogue

PROVINCE = build_province(COUNTIES, seed=1, size=Size(6, 3, 200))


@pytest.fixture
def made(tmp_path: Path) -> Platform:
    save_catalogue(PROVINCE, tmp_path / "simulation" / "province.msgpack")
    return cast("Platform", SimpleNamespace(var=tmp_path))


def test_only_gas_detectors_are_chosen_each_once(made: Platform) -> None:
    gas = {p.code for p in PROVINCE.points if p.quantity.startswith("GT")}
    codes = gas_points(made, 20, seed=1)
    assert len(set(codes)) == 20
    assert set(codes) <= gas
    assert gas_points(made, 20, seed=1) == codes != gas_points(made, 20, seed=2)


async def test_spikes_are_asked_for_in_steps(made: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", note)
    codes = gas_points(made, 5, seed=1)
    await ask_for_spikes(made, codes, a_second=2)
    lines = (made.var / "simulation" / "faults.txt").read_text().splitlines()
    faults = [parse_fault(line, now_s=0) for line in lines]
    assert [(f.kind, f.target, f.severity) for f in faults] == [(Kind.SPIKE, code, 2) for code in codes]
    assert pauses == [1, 1, 1]
