"""A real nats-server for one test, on free ports, with its store in the test's own folder."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from anlan.project.runtime.ports import free_port
from tests.support.waiting import port_answers, wait_until

BINARY = Path(sys.executable).with_name("nats-server")


@dataclass(slots=True)
class Broker:
    """One server without users; `kill` and `start` again to see what was kept."""

    folder: Path
    port: int = field(default_factory=free_port)
    mqtt_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        config = self.folder / "nats.conf"
        config.write_text(
            f"server_name: test\nlisten: 127.0.0.1:{self.port}\n"
            f'jetstream {{ store_dir: "{self.folder / "store"}", sync_interval: always }}\n'
            f"mqtt {{ listen: 127.0.0.1:{self.mqtt_port} }}\n"
        )
        with (self.folder / "nats.log").open("ab") as log:
            self.process = subprocess.Popen([str(BINARY), "-c", str(config)], stdout=log, stderr=log)
        wait_until(lambda: port_answers(self.port) and port_answers(self.mqtt_port), "nats-server listens")

    def kill(self) -> None:
        if self.process is not None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@contextmanager
def broker_in(folder: Path) -> Iterator[Broker]:
    """Give a running broker, and kill it afterwards."""
    broker = Broker(folder)
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()
        shutil.rmtree(folder / "store", ignore_errors=True)
