"""`anlan up`: start everything on this machine and keep it running."""

import asyncio
import os
import time

import click
from rich.console import Console
from rich.status import Status

from anlan.project import settings
from anlan.project.runtime.starting import AlreadyRunningError, Platform, Wishes, only_one
from anlan.project.runtime.supervisor import StartError, Supervisor

console = Console(stderr=True, highlight=False)


@click.command()
@click.option("--demo", is_flag=True, help="Seed an empty platform and start the simulated province.")
@click.option("--workers", default=1, type=click.IntRange(1, 64), help="Worker processes.")
@click.option(
    "--brokers", default=1, type=click.Choice([1, 3, 5]), help="Embedded brokers; 3 survive a loss."
)
@click.option("--simulate", "words", default="", help="Arguments of the simulator, as one text.")
def command(*, demo: bool, workers: int, brokers: int, words: str) -> None:
    """Start everything on this machine, restart what dies, stop in order on Ctrl-C."""
    began = time.monotonic()
    os.umask(0o077)
    wishes = Wishes(
        database_url="" if settings.EMBEDDED_DATABASE else settings.DATABASE_URL,
        nats_url="" if settings.EMBEDDED_BROKER else settings.NATS_URL,
        web_host=settings.WEB_HOST, web_port=settings.WEB_PORT,
        workers=workers, brokers=brokers, demo=demo, simulate=tuple(words.split()),
    )  # fmt: skip
    with Status("starting", console=console) as status:

        def ready(url: str) -> None:
            status.stop()
            _welcome(url, time.monotonic() - began, demo=demo)

        supervisor = Supervisor(settings.VAR, lambda name, what: console.print(f"{name} {what}", style="dim"))
        platform = Platform(
            settings.VAR, wishes, supervisor, lambda step: status.update(f"starting: {step} ...")
        )
        try:
            with only_one(settings.VAR):
                asyncio.run(platform.run(ready))
        except (StartError, AlreadyRunningError) as error:
            raise click.ClickException(str(error)) from error


def _welcome(url: str, seconds: float, *, demo: bool) -> None:
    console.print(f"Anlan is up after {seconds:.1f} s: [bold]{url}[/bold]  (Ctrl-C stops it)")
    logins = settings.VAR / "demo-logins.txt"
    if demo and logins.exists():
        console.print(f"Log-ins (also in {logins}):")
        console.print(logins.read_text(encoding="utf-8").rstrip(), markup=False)
