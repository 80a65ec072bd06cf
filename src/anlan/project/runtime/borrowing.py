"""The database for a command that needs it for a moment, whether the platform runs or not."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anlan.project.runtime.layout import postgres_service
from anlan.project.runtime.supervisor import Supervisor


@contextmanager
def borrowed_database(url: str, var: Path) -> Iterator[str]:
    """Give the URL of the database; with none, the embedded one runs meanwhile.

    Args:
        url: Of a running server; "" if there is none.
        var: Folder of the installation.
    """
    if url:
        yield url
        return
    with asyncio.Runner() as runner:
        supervisor = Supervisor(var, _silently)
        service, cluster = postgres_service(var, 0)
        runner.run(supervisor.start(service))
        try:
            yield cluster.url()
        finally:
            runner.run(supervisor.stop())


def _silently(_name: str, _what: str) -> None:
    """Say nothing: the command has its own words."""
