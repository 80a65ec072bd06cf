"""Keeps processes running: started in order, restarted when they die, stopped in the reverse order."""

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anlan.project.runtime import running
from anlan.project.runtime.services import Service, die_with_parent, tail

_QUICK_DEATHS = 5
_QUICK_WITHIN_S = 10.0
_SHORT_PAUSE_S, _LONG_PAUSE_S = 0.2, 5.0
_STOP_PATIENCE_S = 15.0
_LARGEST_LOG = 64 << 20


class StartError(Exception):
    """A process did not become ready; the message ends with the last lines of its log."""


@dataclass(slots=True)
class _Kept:
    service: Service
    deaths: list[float] = field(default_factory=list)
    process: asyncio.subprocess.Process | None = None
    keeper: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Supervisor:
    """Owns the processes of one installation.

    Attributes:
        var: Folder of the installation: notes go to `run/`, output to `log/`.
        say: Told what happens: name of the service, and a sentence.
    """

    var: Path
    say: Callable[[str, str], None]
    _kept: list[_Kept] = field(default_factory=list)

    async def start(self, service: Service) -> None:
        """Start a process and return once it is ready.

        Raises:
            StartError: It died at once or is not ready in time; it is stopped and not kept.
        """
        kept = _Kept(service)
        self._kept.append(kept)
        kept.keeper = asyncio.create_task(self._keep(kept))
        deadline = time.monotonic() + service.patience_s
        while not await asyncio.to_thread(service.ready):
            if kept.deaths or time.monotonic() > deadline:
                why = "ended at once" if kept.deaths else f"is not ready after {service.patience_s:.0f} s"
                await self._stop(kept)
                self._kept.remove(kept)
                raise StartError(f"{service.name} {why}; its log ends:\n{tail(self.log(service.name))}")
            await asyncio.sleep(0.05)
        self.say(service.name, "is ready")

    async def stop(self, *, keep: frozenset[str] = frozenset()) -> None:
        """Stop every process but those to keep, the last started first."""
        for kept in reversed([k for k in self._kept if k.service.name not in keep]):
            await self._stop(kept)
            self._kept.remove(kept)
            self.say(kept.service.name, "has stopped")

    def names(self) -> frozenset[str]:
        """Return the names of the processes that are kept."""
        return frozenset(kept.service.name for kept in self._kept)

    def log(self, name: str) -> Path:
        """Return where a process writes its output."""
        return self.var / "log" / f"{name}.log"

    def trim_logs(self) -> None:
        """Empty logs that have grown too large, after keeping a copy of the last one."""
        for kept in self._kept:
            path = self.log(kept.service.name)
            if path.exists() and path.stat().st_size > _LARGEST_LOG:
                path.with_suffix(".log.1").write_bytes(path.read_bytes())
                os.truncate(path, 0)

    async def _keep(self, kept: _Kept) -> None:
        name = kept.service.name
        while True:
            await asyncio.to_thread(kept.service.prepare)
            kept.process = await self._spawn(kept.service)
            code = await kept.process.wait()
            running.forget(self.var / "run", name)
            kept.deaths = [*kept.deaths, time.monotonic()][-_QUICK_DEATHS:]
            pause = _pause(kept.deaths)
            self.say(name, f"ended ({_outcome(code)}), starts again in {pause} s")
            await asyncio.sleep(pause)

    async def _spawn(self, service: Service) -> asyncio.subprocess.Process:
        path = self.log(service.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *service.command,
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **service.environment},
                start_new_session=True,
                preexec_fn=die_with_parent(service.stop_signal),
                **_as_owner(service),
            )  # fmt: skip
        running.write(
            self.var / "run",
            running.Running(
                service.name,
                process.pid,
                service.url,
                mqtt_url=service.mqtt_url,
                probes_url=service.probes_url,
            ),
        )
        return process

    async def _stop(self, kept: _Kept) -> None:
        if kept.keeper:
            kept.keeper.cancel()
            with suppress(asyncio.CancelledError):
                await kept.keeper
        process = kept.process
        if process and process.returncode is None:
            with suppress(ProcessLookupError):
                process.send_signal(kept.service.stop_signal)
            try:
                await asyncio.wait_for(process.wait(), _STOP_PATIENCE_S)
            except TimeoutError:
                process.kill()
                await process.wait()
        running.forget(self.var / "run", kept.service.name)


def _as_owner(service: Service) -> dict[str, Any]:
    if not service.owner:
        return {}
    return {"user": service.owner[0], "group": service.owner[1], "extra_groups": [], "cwd": "/"}


def _pause(deaths: list[float]) -> float:
    """A process that dies again and again is given time, so that it does not eat the machine."""
    quick = len(deaths) == _QUICK_DEATHS and deaths[-1] - deaths[0] < _QUICK_WITHIN_S
    return _LONG_PAUSE_S if quick else _SHORT_PAUSE_S


def _outcome(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
