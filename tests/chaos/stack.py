"""A whole platform for one test: `anlan up` in a folder of its own, and its processes to be killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from anlan.project.runtime import running
from anlan.project.runtime.services import answers, tail
from tests.chaos.seeding import Account
from tests.rules.tree import ROOT
from tests.support.waiting import wait_until

UP_WITHIN_S = 120


@dataclass(frozen=True, slots=True)
class Stack:
    """A running platform."""

    var: Path
    process: subprocess.Popen[bytes]

    def find(self, name: str) -> running.Running | None:
        return running.find(self.var / "run", name)

    def named(self, name: str) -> running.Running:
        """The process of this name; waits while it is being restarted."""
        wait_until(lambda: self.find(name), f"{name} runs", timeout_s=30)
        found = self.find(name)
        assert found
        return found

    def kill(self, name: str) -> int:
        """Kill a process where it stands; return its id."""
        pid = self.named(name).pid
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_for(self, name: str, *, other_than: int = 0, timeout_s: float = 60) -> None:
        """Wait until a process, another one than was killed, is ready."""

        def back() -> bool:
            found = self.find(name)
            if not found or found.pid == other_than:
                return False
            return not found.probes_url or answers(f"{found.probes_url}/readyz")

        wait_until(back, f"{name} is back; its log ends: {tail(self.log(name))}", timeout_s=timeout_s)

    def log(self, name: str) -> Path:
        return self.var / "log" / f"{name}.log"

    def mqtt_address(self, broker: str = "nats-1") -> tuple[str, int]:
        parts = urlsplit(self.named(broker).mqtt_url)
        assert parts.hostname
        assert parts.port
        return parts.hostname, parts.port

    def database_url(self) -> str:
        return self.named("postgres").url

    def environment(self) -> dict[str, str]:
        """Variables under which a program finds this platform, and no other."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
        return {**clean, "ANLAN_VAR": str(self.var), "DJANGO_SETTINGS_MODULE": "anlan.project.settings"}

    def seed(self) -> dict[str, list[Account]]:
        """Put plants in, and return the accounts of each run."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.chaos.seeding"],
            cwd=ROOT, env=self.environment(), capture_output=True, check=False,
        )  # fmt: skip
        assert not done.returncode, done.stderr.decode()
        return msgspec.json.decode(done.stdout, type=dict[str, list[Account]])


@contextmanager
def stack_in(var: Path, *arguments: str) -> Iterator[Stack]:
    """Give a running platform, and stop it in order afterwards."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    output = var.parent / "up.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "anlan", "up", *arguments],
            env={**clean, "ANLAN_VAR": str(var)}, stdout=log, stderr=log,
        )  # fmt: skip
    stack = Stack(var, process)
    try:
        wait_until(
            lambda: process.poll() is not None or "Anlan is up" in tail(output, 100),
            "the platform is up", timeout_s=UP_WITHIN_S,
        )  # fmt: skip
        assert process.poll() is None, tail(output, 60)
        yield stack
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(60)
    assert code == 0, tail(output, 60)
