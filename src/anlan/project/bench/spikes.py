"""Known crossings: single samples past HH at gas detectors, asked of the running simulator."""

import asyncio
import random
import time

from anlan.project.bench.rig import Platform
from anlan.project.seeding.installation import SimulationFiles
from anlan.simulation.directing import ask_for
from anlan.simulation.storage import load_catalogue


def gas_points(made: Platform, count: int, *, seed: int) -> list[str]:
    """Return codes of some gas detectors, each once; level 2 has no delay there, so one sample raises."""
    catalogue = load_catalogue(SimulationFiles(made.var / "simulation").catalogue)
    codes = [p.code for p in catalogue.points if p.quantity.startswith("GT")]
    return random.Random(seed).sample(codes, count)


async def ask_for_spikes(made: Platform, codes: list[str], *, a_second: int) -> None:
    """Ask for the spikes at an even pace."""
    control = SimulationFiles(made.var / "simulation").control
    for start in range(0, len(codes), a_second):
        for code in codes[start : start + a_second]:
            ask_for(control, f"spike:{code}:1:high2", now_s=time.time())
        await asyncio.sleep(1)
