"""`anlan bench ingest`: how many readings a second the whole path takes, from the wire to the lake.

End to end: it is over when the worker's committed checkpoint and the lake have everything; rows are counted
exactly, and so are the alarms that the load causes.
"""

import asyncio
import time

from anlan.project.bench.bytewax_peer import readings_a_second
from anlan.project.bench.evaluation import evaluated_a_second
from anlan.project.bench.figures import Figure, Progress, at_least, at_most
from anlan.project.bench.load import Load, publish, raised_alarms
from anlan.project.bench.rig import BenchmarkError, Platform, platform, wait_for
from anlan.telemetry.lake.lake import Lake

APPLIED = "anlan_telemetry_readings_total"
TAKEN = "anlan_gateway_mqtt_readings_total"
GOAL, FLOOR = 1_000_000, 500_000
MQTT_FLOOR = 100_000
PSS_GOAL_MIB = 1536
PEER_GOAL = 20
ENTERPRISES = 443
WARM_CYCLES = 5


def run(quick: bool, progress: Progress) -> list[Figure]:  # noqa: FBT001 (the port of all benchmarks)
    """Measure columnar and MQTT ingest, memory, and the rule beside Bytewax.

    Args:
        quick: A province of usual size for everything, and shorter.
        progress: Told what is being done.
    """
    figures = _rule(quick, progress)
    with platform(progress, scale=1) as made:
        columnar = _columnar(made, progress, readings=2_000_000) if quick else []
        figures += _memory(made, progress, seconds=8 if quick else 40)
        figures += _mqtt(made, progress, seconds=8 if quick else 40)
        if quick:
            return [*columnar, *figures]
    with platform(progress, scale=10, workers=2) as made:
        return [*_columnar(made, progress, readings=25_000_000), *figures]


def _columnar(made: Platform, progress: Progress, *, readings: int) -> list[Figure]:
    load = Load.of(made)
    cycles = max(3, readings // len(load))
    progress(f"columnar: {cycles * len(load):,} readings of {len(load):,} points")
    start_s = int(time.time()) - cycles
    asyncio.run(_publish(made, load, WARM_CYCLES, start_s - WARM_CYCLES, WARM_CYCLES))
    _until_quiet(made)
    before, alarms = made.lake_rows(), raised_alarms(made)
    began, worked = time.perf_counter(), made.cpu_s()
    last = asyncio.run(_publish(made, load, cycles, start_s, cycles // 3))
    logged_s = time.perf_counter() - began
    _until_stored(made, last)
    elapsed_s = time.perf_counter() - began
    spent = {name: used - worked[name] for name, used in made.cpu_s().items()}
    stored = made.lake_rows() - before
    if stored != cycles * len(load):
        raise BenchmarkError(f"{cycles * len(load)} readings were sent and {stored} stored")
    rate, points = stored / elapsed_s, f"{len(load):,} points"
    return [
        at_least(f"columnar, {points}: end to end", rate, "readings/s", FLOOR),
        at_least(f"columnar, {points}: end to end, the aim", rate, "readings/s", GOAL),
        Figure(f"columnar, {points}: into the log (fsync)", stored / logged_s, "readings/s"),
        _all_raised(points, raised_alarms(made) - alarms, len(load.crossing)),
        *(
            Figure(f"columnar, {points}: CPU of {n}", 1e6 * s / stored, "us/reading")
            for n, s in spent.items()
        ),
        Figure(f"columnar, {points}: memory of all processes afterwards", made.pss_mib(), "MiB"),
    ]


def _all_raised(points: str, raised: int, expected: int) -> Figure:
    name = f"columnar, {points}: alarms raised by the load"
    return Figure(name, raised, "alarms", f"= {expected}", raised == expected)


async def _publish(made: Platform, load: Load, cycles: int, start_s: int, cross_after: int) -> dict[int, int]:
    async with made.bus("bench") as bus:
        return await publish(load, bus, cycles, start_s=start_s, cross_after=cross_after)


def _until_stored(made: Platform, last: dict[int, int]) -> None:
    """Wait until the worker's committed checkpoint and the lake are through these sequences."""
    lake = Lake(str(made.var / "lake"))

    def through() -> bool:
        applied = made.applied()
        return all(
            applied.get(partition, 0) >= sequence and lake.through(partition) >= sequence
            for partition, sequence in last.items()
        )

    wait_for(through, "worker and lake have everything", timeout_s=300, every_s=0.2)


def _until_quiet(made: Platform) -> int:
    """Wait until the lake has not grown for longer than the worker keeps readings back; return its rows."""
    rows, since = -1, time.monotonic()
    while time.monotonic() - since < 7:
        now = made.lake_rows()
        if now != rows:
            rows, since = now, time.monotonic()
        time.sleep(0.5)
    return rows


def _mqtt(made: Platform, progress: Progress, *, seconds: int) -> list[Figure]:
    """One message per gateway and cycle, at a pace of a little over the floor."""
    progress(f"MQTT JSON: {seconds} s, one message per enterprise and cycle")
    _until_quiet(made)
    with made.simulator("--interval", "0.165", "--no-faults", "--enterprises", str(ENTERPRISES)):
        wait_for(lambda: made.metric("gateway", TAKEN) > 0, "readings", timeout_s=60)
        time.sleep(8)
        before, began = made.metric("worker-1", APPLIED), time.perf_counter()
        gateway = made.metric("gateway", TAKEN)
        time.sleep(seconds)
        after, elapsed = made.metric("worker-1", APPLIED), time.perf_counter() - began
        behind = made.metric("gateway", TAKEN) - gateway - (after - before)
    rows = _until_quiet(made)
    taken = made.metric("gateway", TAKEN)
    letters = made.metric("gateway", "anlan_gateway_mqtt_dead_letters_total")
    if rows != taken:
        raise BenchmarkError(f"the gateway acknowledged {taken:.0f} readings and the lake holds {rows}")
    return [
        at_least(
            "MQTT JSON, 443 enterprises: end to end", (after - before) / elapsed, "readings/s", MQTT_FLOOR
        ),
        Figure("MQTT JSON: readings behind at the end", max(0.0, behind), "readings"),
        at_most("MQTT JSON: refused messages", letters, "messages", 0),
    ]


def _memory(made: Platform, progress: Progress, *, seconds: int) -> list[Figure]:
    progress(f"memory at 17,001 readings a second for {seconds} s")
    with made.simulator("--interval", "1", "--enterprises", str(ENTERPRISES + 1)):
        time.sleep(8)
        samples = []
        began, before = time.perf_counter(), made.metric("gateway", TAKEN)
        for _ in range(max(3, seconds // 2)):
            time.sleep(2)
            samples.append(made.pss_mib())
        rate = (made.metric("gateway", TAKEN) - before) / (time.perf_counter() - began)
    return [
        at_most(
            "memory of all processes, simulator included (PSS), largest", max(samples), "MiB", PSS_GOAL_MIB
        ),
        at_least("meanwhile over MQTT", rate, "readings/s", 17_001),
    ]


def _rule(quick: bool, progress: Progress) -> list[Figure]:  # noqa: FBT001
    points, cycles = 17_001, 20 if quick else 60
    progress("the limit rule, vectorised and in Bytewax, one core each")
    ours = min(evaluated_a_second(points, cycles) for _ in range(2))
    figures = [Figure("limit rule alone, vectorised, one core", ours, "readings/s")]
    theirs = readings_a_second(points, cycles)
    if theirs is None:
        progress("Bytewax is not installed (requirements/bench.txt): no ratio")
        return figures
    return [
        *figures,
        Figure("limit rule alone, Bytewax, one core", theirs, "readings/s"),
        at_least("vectorised / Bytewax", ours / theirs, "x", PEER_GOAL),
    ]
