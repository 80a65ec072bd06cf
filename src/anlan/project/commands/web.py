"""`anlan web`: pages, API and live streams."""

import socket

import click
import django
import uvicorn

from anlan.project import logs, settings
from anlan.project.runtime.database import unreachable
from anlan.project.runtime.ports import free_port
from anlan.project.runtime.probes import start_probes
from anlan.web import fanout

_STOP_PATIENCE_S = 5


class _Server(uvicorn.Server):
    """Ends the live streams at once when it is told to stop: they would never end by themselves."""

    def handle_exit(self, sig: int, frame: object) -> None:
        """Begin to stop."""
        fanout.close_all()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]


@click.command()
@click.option("--host", default=settings.WEB_HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=settings.WEB_PORT, show_default=True, help="Port; another if it is taken.")
@click.option("--probes-port", default=0, help="Loopback port of /metrics, /healthz, /readyz; 0: any.")
def command(host: str, port: int, probes_port: int) -> None:
    """Serve pages, API and live streams."""
    logs.configure(process="web", level=settings.LOG_LEVEL)
    django.setup()
    chosen = free_port(port, host)
    if chosen != port:
        click.echo(f"port {port} is taken, using {chosen}", err=True)
    start_probes(probes_port, lambda: unreachable(settings.DATABASE_URL))
    config = uvicorn.Config(
        "anlan.project.asgi:application",
        host=host, port=chosen, log_config=None, access_log=False, server_header=False,
        proxy_headers=bool(settings.PROXIES), forwarded_allow_ips=settings.PROXIES,
        timeout_graceful_shutdown=_STOP_PATIENCE_S, backlog=socket.SOMAXCONN, lifespan="off",
    )  # fmt: skip
    _Server(config).run()
