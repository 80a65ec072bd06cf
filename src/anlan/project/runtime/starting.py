"""Bringing one installation up, step by step, and keeping it up until it is told to stop."""

import asyncio
import fcntl
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from anlan.project.runtime.layout import (
    MQTT_PORT,
    NATS_PORT,
    POSTGRES_PORT,
    Processes,
    broker_environment,
    nats_servers,
    nats_service,
    postgres_service,
)
from anlan.project.runtime.ports import free_port
from anlan.project.runtime.postgres import unprivileged
from anlan.project.runtime.running import end_leftovers
from anlan.project.runtime.services import Service, tail
from anlan.project.runtime.supervisor import StartError, Supervisor

_TRIM_EVERY_S = 60.0
_LEFTOVERS_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """What to bring up.

    Attributes:
        database_url, nats_url: Real servers; "": embedded ones.
        web_host, web_port: Where the web process listens; another port if it is taken.
        workers, brokers: How many.
        demo: Seed an empty platform and start the simulator.
        simulate: More arguments of the simulator.
    """

    database_url: str
    nats_url: str
    web_host: str
    web_port: int
    workers: int = 1
    brokers: int = 1
    demo: bool = False
    simulate: tuple[str, ...] = ()


class AlreadyRunningError(Exception):
    """Another `anlan up` keeps this installation."""


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold the installation for as long as it is up; other users of the machine cannot look inside.

    Raises:
        AlreadyRunningError: Another process holds it.
    """
    var.mkdir(parents=True, exist_ok=True)
    var.chmod(0o700 if unprivileged() is None else 0o711)
    with (var / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(f"the platform in {var} is already running") from None
        end_leftovers(var / "run", patience_s=_LEFTOVERS_PATIENCE_S)
        yield


@dataclass(slots=True)
class Platform:
    """One installation being brought up."""

    var: Path
    wishes: Wishes
    supervisor: Supervisor
    step: Callable[[str], None]
    web_url: str = ""

    async def run(self, ready: Callable[[str], None]) -> None:
        """Bring everything up, call `ready` with the address, and keep it up until SIGINT or SIGTERM.

        Raises:
            StartError: A part did not start; everything else was stopped.
        """
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        starting = asyncio.create_task(self.start())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                ready(self.web_url)
                while not stop.is_set():
                    await asyncio.wait({stopping}, timeout=_TRIM_EVERY_S)
                    self.supervisor.trim_logs()
        finally:
            starting.cancel()
            stopping.cancel()
            await asyncio.gather(starting, stopping, return_exceptions=True)
            await self.supervisor.stop()

    async def start(self) -> None:
        """Start every part, in order."""
        environment = {"ANLAN_VAR": str(self.var)}
        environment |= await self._database()
        environment |= await self._brokers()
        processes = Processes(environment)
        self.step("tables")
        await self._run("migrate", environment)
        if self.wishes.demo:
            self.step("province")
            await self._run("seed", environment)
        self.step("gateway, workers, pages")
        port = free_port(self.wishes.web_port, self.wishes.web_host)
        shown = "localhost" if self.wishes.web_host in {"127.0.0.1", "0.0.0.0"} else self.wishes.web_host  # noqa: S104 -- compared, not bound
        self.web_url = f"http://{shown}:{port}/"
        self._tell_port("web", self.wishes.web_port, port)
        web = ("web", "--host", self.wishes.web_host, "--port", str(port))
        await self._together(
            processes.of("gateway", "gateway"),
            *(processes.of(f"worker-{n}", "worker") for n in range(1, self.wishes.workers + 1)),
            processes.of("web", *web, url=self.web_url),
        )
        if self.wishes.demo:
            self.step("simulator")
            await self.supervisor.start(processes.plain("simulate", "simulate", *self.wishes.simulate))

    def _tell_port(self, name: str, wanted: int, chosen: int) -> None:
        if chosen != wanted:
            self.supervisor.say(name, f"uses port {chosen}: {wanted} is taken")

    async def _database(self) -> dict[str, str]:
        if self.wishes.database_url:
            return {"ANLAN_DATABASE_URL": self.wishes.database_url}
        self.step("PostgreSQL")

        async def attempt(preferred: bool) -> dict[str, str]:  # noqa: FBT001 -- called in one place, below
            wanted = POSTGRES_PORT if preferred else 0
            service, cluster = await asyncio.to_thread(postgres_service, self.var, wanted)
            await self.supervisor.start(service)
            self._tell_port("postgres", POSTGRES_PORT, cluster.port)
            return {"ANLAN_DATABASE_URL": cluster.url()}

        return await self._with_ports(attempt)

    async def _brokers(self) -> dict[str, str]:
        if self.wishes.nats_url:
            return {"ANLAN_NATS_URL": self.wishes.nats_url}
        self.step("broker")

        async def attempt(preferred: bool) -> dict[str, str]:  # noqa: FBT001
            ports = (NATS_PORT, MQTT_PORT) if preferred else (0, 0)
            servers = nats_servers(self.var, self.wishes.brokers, *ports)
            await self._together(*(nats_service(server) for server in servers))
            self._tell_port(servers[0].name, NATS_PORT, servers[0].port)
            self._tell_port(servers[0].name, MQTT_PORT, servers[0].mqtt_port)
            return broker_environment(servers, self.var)

        return await self._with_ports(attempt)

    async def _with_ports(self, attempt: Callable[[bool], Awaitable[dict[str, str]]]) -> dict[str, str]:
        """Start something on its usual ports, or, if somebody took them meanwhile, on others."""
        kept = self.supervisor.names()
        try:
            return await attempt(True)
        except StartError:
            await self.supervisor.stop(keep=kept)
            return await attempt(False)

    async def _together(self, *services: Service) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for service in services:
                    group.create_task(self.supervisor.start(service))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def _run(self, command: str, environment: dict[str, str]) -> None:
        """Run one `anlan` command to its end.

        Raises:
            StartError: It failed.
        """
        log = self.supervisor.log(command)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "anlan", command,
                stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
                env={**os.environ, **environment}, start_new_session=True,
            )  # fmt: skip
            try:
                code = await process.wait()
            except asyncio.CancelledError:
                process.terminate()
                raise
        if code:
            raise StartError(f"anlan {command} failed:\n{tail(log, 30)}")
