"""`anlan seed`: fill an empty platform with Shandong, its people and the simulated province."""

import sys
import time
from datetime import UTC, datetime

import click
import django
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


@click.command()
@click.option("--seed", default=1, help="Decides the simulated province.")
@click.option("--scale", default=1.0, type=click.FloatRange(0.001, 20), help="Size: 1 has 17,001 points.")
@click.option("--interval", default=60, type=click.IntRange(1, 3600), help="Agreed reporting cycle [s].")
def command(seed: int, scale: float, interval: int) -> None:
    """Seed divisions, organisations, log-ins and the simulated province; safe to repeat."""
    django.setup()
    from anlan.project import settings  # noqa: PLC0415 -- after set-up, like the rest
    from anlan.project.seeding.seed import STEPS, Seed, seed_platform  # noqa: PLC0415
    from anlan.simulation.province import Size  # noqa: PLC0415

    began = time.monotonic()
    wanted = Seed(settings.VAR, seed, Size.scaled(scale), interval)
    columns = (TextColumn("seeding {task.description:<14}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task("", total=len(STEPS))

        def progress(step: str) -> None:
            bar.update(task, description=step, completed=STEPS.index(step))

        province = seed_platform(wanted, now=datetime.now(UTC), progress=progress)
    click.echo(
        f"seeded {len(province.enterprises)} enterprises with {len(province.points)} points"
        f" in {time.monotonic() - began:.1f} s; log-ins are in {wanted.logins}"
    )
