"""`anlan bench web`: the four main pages with a full province, and the alarm list with 500 open pages."""

import asyncio
from collections.abc import Sequence

from anlan.project.bench.browser import Browser
from anlan.project.bench.figures import Figure, Progress, at_most, percentile
from anlan.project.bench.rig import BenchmarkError, Platform, platform, wait_for
from anlan.project.bench.spikes import ask_for_spikes, gas_points

PAGE_MS = 100
EVENT_MS = 1000
CLIENTS = 500
OPEN_ALARMS = 300
MONTH_OF_ALARMS = 30_000
ENTERPRISE = "370500001"
PAGES = {"home": "/", "map": "/map/", "alarm list": "/alarms/", "enterprise": f"/enterprises/{ENTERPRISE}/"}


def run(quick: bool, progress: Progress) -> list[Figure]:  # noqa: FBT001 (the port of all benchmarks)
    """Load pages one after another, then keep 500 live alarm lists open and wait for events on all of them.

    Args:
        quick: Fewer requests and events.
        progress: Told what is being done.
    """
    with (
        platform(progress, scale=1, interval_s=10) as made,
        made.simulator("--interval", "10", "--no-faults"),
    ):
        progress(f"raising {OPEN_ALARMS} alarms and adding a month of closed ones")
        events = 10 if quick else 60
        codes = gas_points(made, OPEN_ALARMS + events, seed=2)
        _raise_alarms(made, codes[:OPEN_ALARMS])
        _add_history(made, MONTH_OF_ALARMS)
        figures = _pages(made, 30 if quick else 200, progress)
        progress(f"{CLIENTS} open alarm lists")
        return figures + asyncio.run(_many(made, codes[OPEN_ALARMS:]))


def _raise_alarms(made: Platform, codes: list[str]) -> None:
    wait_for(
        lambda: made.metric("gateway", "anlan_gateway_mqtt_readings_total") > 17_000, "readings", timeout_s=90
    )
    asyncio.run(ask_for_spikes(made, codes, a_second=len(codes)))
    wait_for(lambda: _alarms(made) >= len(codes), "alarms", timeout_s=120, every_s=1)


def _alarms(made: Platform) -> int:
    with made.database() as connection:
        row = connection.execute("SELECT count(*) FROM telemetry_alarm").fetchone()
    return int(str(row[0])) if row else 0


def _add_history(made: Platform, count: int) -> None:
    """Copy the raised alarms into the last month as closed ones."""
    with made.database() as connection:
        names = [
            str(name)
            for (name,) in connection.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = 'telemetry_alarm' AND column_name NOT IN ('id')"
            ).fetchall()
        ]
        changed = {
            "state": "'norm'",
            "closed_at": "raised_at - back",
            "raised_at": "raised_at - back - interval '10 minutes'",
            "changed_at": "raised_at - back",
            "returned_at": "raised_at - back",
            # Negative, so that no open page takes a month of old alarms for news.
            "revision": "-nextval('telemetry_alarm_revision')",
        }
        into = ", ".join(f'"{name}"' for name in names)
        values = ", ".join(changed.get(name, f'"{name}"') for name in names)
        connection.execute(
            f"INSERT INTO telemetry_alarm ({into}) SELECT {values} FROM telemetry_alarm,"  # noqa: S608 -- no input
            " LATERAL (SELECT random() * interval '29 days' AS back FROM generate_series(1, %s)) AS copies",
            [max(1, count // max(1, _alarms(made)))],
        )
        connection.execute("ANALYZE telemetry_alarm")


def _pages(made: Platform, count: int, progress: Progress) -> list[Figure]:
    figures = []
    with Browser(made) as browser:
        for name, path in PAGES.items():
            progress(f"{name}: {count} times")
            browser.get(path)
            times = [1000 * browser.get(path)[1] for _ in range(count)]
            figures.append(at_most(f"{name}, p95", percentile(times, 95), "ms", PAGE_MS))
            figures.append(Figure(f"{name}, p50", percentile(times, 50), "ms"))
    figures.append(Figure("alarms in the database meanwhile", _alarms(made), "alarms"))
    return figures


async def _many(made: Platform, codes: list[str]) -> list[Figure]:
    """Return how long an event takes to reach the last of all open pages."""
    arrived: dict[str, list[float]] = {code: [] for code in codes}
    opened = [asyncio.Event() for _ in range(CLIENTS)]
    everybody = asyncio.Event()

    async def listen(browser: Browser, connected: asyncio.Event) -> None:
        async for one in browser.alarms(connected):
            seen = arrived.get(str(one.row["point_code"]))
            if seen is not None and one.row["side"] == "high" and one.row["state"] == "unack_alm":
                seen.append(one.latency_s)
                if all(len(times) >= CLIENTS for times in arrived.values()):
                    everybody.set()

    with Browser(made) as browser:
        listeners = [asyncio.create_task(listen(browser, connected)) for connected in opened]
        try:
            async with asyncio.timeout(60):
                for connected in opened:
                    await connected.wait()
            await ask_for_spikes(made, codes, a_second=2)
            await asyncio.wait({asyncio.create_task(everybody.wait())}, timeout=60)
        finally:
            for listener in listeners:
                listener.cancel()
            await asyncio.wait(listeners)
    return _reached(arrived)


def _reached(arrived: dict[str, Sequence[float]] | dict[str, list[float]]) -> list[Figure]:
    whole = [max(times) * 1000 for times in arrived.values() if len(times) >= CLIENTS]
    if not whole:
        reached = max((len(times) for times in arrived.values()), default=0)
        raise BenchmarkError(f"no event reached all {CLIENTS} pages, the best {reached}")
    name = f"event to the last of {CLIENTS} open pages"
    return [
        at_most(f"{name}, p95", percentile(whole, 95), "ms", EVENT_MS),
        Figure(f"{name}, p50", percentile(whole, 50), "ms"),
        Figure(
            f"events that reached all {CLIENTS}",
            len(whole),
            "events",
            f"= {len(arrived)}",
            len(whole) == len(arrived),
        ),
    ]
