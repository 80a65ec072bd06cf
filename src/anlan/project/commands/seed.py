"""`anlan seed`: fill an empty platform with Shandong, its people and the simulated province."""

import asyncio
import contextlib
import sys
import time
from datetime import UTC, datetime

import click
import django
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from anlan.bus.port import BusUnavailableError
from anlan.contracts.subjects import POINTS_CHANGED


async def tell_points_changed() -> None:
    """Let a running gateway and worker know; without a broker they read the points when they start."""
    from anlan.project.wiring.bus import open_bus  # noqa: PLC0415 -- needs the settings

    with contextlib.suppress(BusUnavailableError):
        async with open_bus("seed") as bus:
            await bus.publish(POINTS_CHANGED, b"")


@click.command()
@click.option("--seed", default=1, help="Decides the simulated province.")
@click.option("--scale", default=1.0, type=click.FloatRange(0.001, 20), help="Size: 1 has 17,001 points.")
@click.option("--interval", default=10, type=click.IntRange(1, 3600), help="Agreed reporting cycle [s].")
@click.option("--again", is_flag=True, help="Write everything even if this province is there already.")
def command(seed: int, scale: float, interval: int, *, again: bool) -> None:
    """Seed divisions, organisations, log-ins and the simulated province; safe to repeat."""
    django.setup()
    from anlan.project import settings  # noqa: PLC0415 -- after set-up, like the rest
    from anlan.project.seeding.seed import STEPS, Seed, is_seeded, seed_platform  # noqa: PLC0415
    from anlan.simulation.province import Size  # noqa: PLC0415

    began = time.monotonic()
    wanted = Seed(settings.VAR, seed, Size.scaled(scale), interval)
    if not again and is_seeded(wanted):
        click.echo(f"already seeded; log-ins are in {wanted.logins}")
        return
    columns = (TextColumn("seeding {task.description:<14}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task("", total=len(STEPS))

        def progress(step: str) -> None:
            bar.update(task, description=step, completed=STEPS.index(step))

        province = seed_platform(wanted, now=datetime.now(UTC), progress=progress)
    if settings.NATS_URL:
        asyncio.run(tell_points_changed())
    click.echo(
        f"seeded {len(province.enterprises)} enterprises with {len(province.points)} points"
        f" in {time.monotonic() - began:.1f} s; log-ins are in {wanted.logins}"
    )
