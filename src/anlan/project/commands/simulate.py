"""`anlan simulate`: the simulated province as an MQTT client of the platform."""

import asyncio
import contextlib
import gc
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import click
import uvloop

from anlan.project import logs, settings
from anlan.project.runtime.probes import start_probes
from anlan.project.seeding.installation import SimulationFiles
from anlan.simulation.aiming import Targets
from anlan.simulation.catalogue import subset
from anlan.simulation.credentials import device_secret
from anlan.simulation.directing import Directing, ask_for
from anlan.simulation.faults import UnknownFaultError, parse_fault
from anlan.simulation.fleet import Fleet
from anlan.simulation.link import Broker
from anlan.simulation.reporting import Pace, Reporting, split_demo
from anlan.simulation.schedule import Schedule
from anlan.simulation.storage import CatalogueMissingError, load_catalogue
from anlan.simulation.tep import TEST_RUNS, Replay

OPENING_ROW = 120
"""The first run begins here, so that its fault (row 160) comes two minutes later at 60 times the pace."""
DEFAULT_RUNS = ("d01_te", "d06_te", "d04_te", "d07_te", "d02_te", "d08_te", "d13_te", "d00_te")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks for."""

    pace: Pace
    seed: int
    enterprises: int
    scheduled: bool
    intensity: float
    faults: tuple[str, ...]
    runs: tuple[str, ...]
    start_row: int


def build_fleet(wishes: Wishes, broker: Broker, files: SimulationFiles) -> Fleet:
    """Return the gateways of the seeded province, ready to run.

    Raises:
        CatalogueMissingError: Nothing was seeded here.
        UnknownFaultError: A fault that was asked for is none.
    """
    province = subset(load_catalogue(files.catalogue), wishes.enterprises)
    farms, _ = split_demo(province)
    now_s = time.time()
    replay = Replay(wishes.runs, wishes.pace.replay_rate, wishes.start_row)
    reporting = Reporting.of(province, seed=wishes.seed, pace=wishes.pace, replay=replay, start_s=now_s)
    schedule = Schedule.of(farms, seed=wishes.seed, intensity=wishes.intensity) if wishes.scheduled else None
    directing = Directing(
        Targets.of(farms),
        reporting.signals.effects,
        frozenset(gateway.code for gateway in province.gateways),
        schedule,
        files.control,
        planned=[parse_fault(words, now_s=now_s) for words in wishes.faults],
    )
    secret = files.secret()
    return Fleet.of(
        reporting,
        directing,
        broker=broker,
        secret_of=lambda code: device_secret(secret, code),
        clock_us=lambda: time.time_ns() // 1000,
    )


def broker_of(url: str) -> Broker:
    """Return the (first) broker in an address like `mqtt://127.0.0.1:1883`.

    Raises:
        click.BadParameter: Not such an address.
    """
    try:
        first = url.split(",", maxsplit=1)[0]
        parts = urlsplit(first if "//" in first else f"mqtt://{first}")
        port = parts.port
    except ValueError as error:
        raise click.BadParameter(f"{url!r}: {error}") from None
    if parts.scheme not in ("mqtt", "tcp") or not parts.hostname:
        raise click.BadParameter(f"not an MQTT address: {url!r}")
    return Broker(parts.hostname, port or 1883)


def not_ready(fleet: Fleet) -> str | None:
    """Return why the simulator does not do its work, None if it does."""
    if fleet.connected:
        return None
    return f"none of {len(fleet.links)} gateways is connected"


async def speak(fleet: Fleet) -> None:
    """Run the fleet until the process is told to stop."""
    task = asyncio.ensure_future(fleet.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
    fleet.close()
    await asyncio.sleep(0)


@click.command()
@click.option("--interval", default=10.0, type=click.FloatRange(0.01), help="Reporting cycle [s].")
@click.option("--rate", default=1.0, type=click.FloatRange(0.01), help="Process seconds per second.")
@click.option("--replay-rate", default=60.0, type=click.FloatRange(0.01), help="Likewise, demo plant.")
@click.option("--replay-run", "runs", multiple=True, type=click.Choice(TEST_RUNS), help="Its runs, in order.")
@click.option("--replay-row", "start_row", default=OPENING_ROW, type=click.IntRange(0, 959))
@click.option("--seed", default=1, help="Decides noise, fill cycles and scheduled faults.")
@click.option("--enterprises", default=1_000_000, type=click.IntRange(1), help="Simulate only so many.")
@click.option("--faults/--no-faults", "scheduled", default=True, help="Follow the schedule of faults.")
@click.option("--intensity", default=1.0, type=click.FloatRange(0), help="Times the published alarm rate.")
@click.option("--fault", "faults", multiple=True, help="Begin with KIND:TARGET[:MINUTES[:SIDE]].")
@click.option("--inject", help="Ask the running simulator for a fault (same words), and exit.")
@click.option("--broker", default=settings.MQTT_URL or "mqtt://127.0.0.1:1883", show_default=True)
@click.option("--probes-port", type=int, help="Serve /metrics, /healthz, /readyz on this loopback port.")
def command(inject: str | None, broker: str, interval: float, rate: float, replay_rate: float,
            runs: Sequence[str], probes_port: int | None, **wishes: object) -> None:  # fmt: skip
    """Play the seeded province: every gateway its own MQTT connection, seeded noise and faults."""
    logs.configure(process="simulate", level=settings.LOG_LEVEL)
    files = SimulationFiles(settings.VAR / "simulation")
    try:
        if inject:
            ask_for(files.control, inject, now_s=time.time())
            return
        pace = Pace(interval, rate, replay_rate)
        wanted = Wishes(pace=pace, runs=tuple(runs) or DEFAULT_RUNS, **wishes)  # type: ignore[arg-type]
        fleet = build_fleet(wanted, broker_of(broker), files)
    except (CatalogueMissingError, UnknownFaultError) as error:
        raise click.ClickException(str(error)) from error
    if probes_port is not None:
        start_probes(probes_port, lambda: not_ready(fleet))
    gc.collect()
    gc.freeze()
    uvloop.run(speak(fleet))
