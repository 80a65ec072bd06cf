"""The front door as a whole: real servers, seeded province, MQTT, gateway, worker, lake, live page."""

import asyncio
from collections.abc import Iterator

import pytest
from tests.support.waiting import wait_until

from anlan.project.bench.alarms import _latencies
from anlan.project.bench.browser import Browser
from anlan.project.bench.rig import BenchmarkError, Platform, platform, wait_for
from anlan.project.bench.spikes import gas_points

TAKEN = "anlan_gateway_mqtt_readings_total"
SCALE, POINTS = 0.02, 340 + 52


@pytest.fixture(scope="module")
def made() -> Iterator[Platform]:
    with platform(lambda _: None, scale=SCALE) as made:
        yield made


@pytest.mark.timeout(240)
def test_what_the_simulator_reports_is_judged_kept_and_seen(made: Platform) -> None:
    with made.simulator("--interval", "1", "--no-faults"):
        wait_until(lambda: made.metric("gateway", TAKEN) >= 3 * POINTS, "readings arrive", timeout_s=60)
        latencies = asyncio.run(_latencies(made, gas_points(made, 3, seed=1), 3))
        assert len(latencies) == 3
    taken = made.metric("gateway", TAKEN)
    wait_until(lambda: made.lake_rows() == taken, "the lake has every reading", timeout_s=60)
    assert made.metric("gateway", "anlan_gateway_mqtt_dead_letters_total") == 0
    assert sum(made.applied().values()) > 0


@pytest.mark.timeout(240)
def test_it_tells_what_it_costs(made: Platform) -> None:
    assert 200 < made.pss_mib() < 2000
    assert made.cpu_s()["worker-1"] > 0


@pytest.mark.timeout(240)
def test_a_browser_logs_in_and_loads_pages(made: Platform) -> None:
    with Browser(made, "duty") as browser:
        text, elapsed = browser.get("/alarms/")
        assert "</html>" in text
        assert elapsed > 0
        with pytest.raises(BenchmarkError, match="404"):
            browser.get("/no-such-page/")


@pytest.mark.timeout(240)
def test_what_does_not_run_is_said(made: Platform) -> None:
    with pytest.raises(BenchmarkError, match="worker-9 does not run"):
        made.process("worker-9")
    with pytest.raises(BenchmarkError, match="anlan seed --scale nothing failed"):
        made.run("seed", "--scale", "nothing")
    with pytest.raises(BenchmarkError, match="not within 0 s: never"):
        wait_for(lambda: False, "never", timeout_s=0)
