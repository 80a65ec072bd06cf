"""`anlan bench alarms`: from a plant's reading to the duty officer's page, at 17,001 points a second."""

import asyncio
import time
from collections.abc import Sequence

from anlan.project.bench.browser import Browser
from anlan.project.bench.figures import Figure, Progress, at_least, at_most, percentile
from anlan.project.bench.rig import BenchmarkError, Platform, platform
from anlan.project.bench.spikes import ask_for_spikes, gas_points

P50_MS, P99_MS = 150, 500
WARM_S = 12
PATIENCE_S = 20


def run(quick: bool, progress: Progress) -> list[Figure]:  # noqa: FBT001 (the port of all benchmarks)
    """Cause known crossings in a province that reports every second and wait for each on a live page.

    The time runs from the reading's source time, which is when its report is due to be sent, so what the
    simulator itself adds is in it.

    Args:
        quick: Fewer crossings.
        progress: Told what is being done.
    """
    crossings, pace = (60, 6) if quick else (600, 10)
    with platform(progress, scale=1) as made, made.simulator("--interval", "1", "--no-faults"):
        progress(f"{crossings} crossings at 17,053 readings a second")
        time.sleep(WARM_S)
        before, began = made.metric("gateway", "anlan_gateway_mqtt_readings_total"), time.monotonic()
        latencies = asyncio.run(_latencies(made, gas_points(made, crossings, seed=1), pace))
        taken = made.metric("gateway", "anlan_gateway_mqtt_readings_total") - before
        rate = taken / (time.monotonic() - began)
    milliseconds = [1000 * value for value in latencies]
    return [
        at_most("reading to live page, p50", percentile(milliseconds, 50), "ms", P50_MS),
        at_most("reading to live page, p99", percentile(milliseconds, 99), "ms", P99_MS),
        Figure("reading to live page, largest", max(milliseconds), "ms"),
        Figure(
            "crossings seen", len(milliseconds), "alarms", f"= {crossings}", len(milliseconds) == crossings
        ),
        at_least("meanwhile over MQTT", rate, "readings/s", 17_001),
    ]


async def _latencies(made: Platform, codes: Sequence[str], pace: int) -> list[float]:
    """Return the latency of each crossing [s]."""
    waited, found = set(codes), dict[str, float]()
    connected = asyncio.Event()

    async def listen(browser: Browser) -> None:
        async for arrived in browser.alarms(connected):
            code = str(arrived.row["point_code"])
            if code in waited and code not in found and arrived.row["side"] == "high":
                found[code] = arrived.latency_s
                if len(found) == len(waited):
                    return

    with Browser(made, "duty") as browser:
        listener = asyncio.create_task(listen(browser))
        try:
            await asyncio.wait_for(connected.wait(), 10)
            await ask_for_spikes(made, list(codes), a_second=pace)
            await asyncio.wait({listener}, timeout=PATIENCE_S)
        finally:
            listener.cancel()
            await asyncio.wait({listener})
    if not found:
        raise BenchmarkError("no crossing reached the page")
    return list(found.values())
