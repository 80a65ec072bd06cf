"""A whole platform for a benchmark: `anlan up` in a temporary folder, with real servers."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil
import psycopg
from deltalake import DeltaTable

from anlan.bus.jetstream import BusSettings, JetStreamBus
from anlan.project.bench.figures import Progress
from anlan.project.runtime import running
from anlan.project.runtime.services import answers, tail

PROCESSES = ("postgres", "nats-1", "gateway", "web")
START_S = 90.0


class BenchmarkError(RuntimeError):
    """The platform under test did not do what it should; there is no figure."""


def wait_for(condition: Callable[[], object], what: str, *, timeout_s: float, every_s: float = 0.1) -> None:
    """Return once a condition holds.

    Raises:
        BenchmarkError: It does not within the time.
    """
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            raise BenchmarkError(f"not within {timeout_s:.0f} s: {what}")
        time.sleep(every_s)


@dataclass(frozen=True, slots=True)
class Platform:
    """A running platform.

    Attributes:
        var: Its folder.
        environment: What its processes and commands get.
        root: The process that keeps it.
        workers: How many worker processes it has.
    """

    var: Path
    environment: Mapping[str, str]
    root: "subprocess.Popen[bytes]"
    workers: int = 1

    @property
    def names(self) -> list[str]:
        """Names of its processes."""
        return names_of(self.workers)

    def process(self, name: str) -> running.Running:
        """Return the note of one of its processes.

        Raises:
            BenchmarkError: It does not run.
        """
        found = running.find(self.var / "run", name)
        if found is None:
            raise BenchmarkError(f"{name} does not run; its log ends:\n{self.log(name)}")
        return found

    def log(self, name: str) -> str:
        """Return the end of a process's log."""
        return tail(self.var / "log" / f"{name}.log")

    def run(self, *arguments: str) -> None:
        """Run an `anlan` command to its end.

        Raises:
            BenchmarkError: It failed.
        """
        words = [sys.executable, "-W", "ignore", "-m", "anlan", *arguments]
        done = subprocess.run(  # noqa: S603 -- ourselves
            words, env=dict(self.environment), capture_output=True, check=False
        )
        if done.returncode:
            raise BenchmarkError(f"anlan {' '.join(arguments)} failed: {done.stderr.decode()[-2000:]}")

    @contextmanager
    def simulator(self, *arguments: str) -> Iterator[None]:
        """Run the simulator meanwhile."""
        with (self.var / "log" / "simulate.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 -- ourselves
                [sys.executable, "-W", "ignore", "-m", "anlan", "simulate", *arguments],
                env=dict(self.environment), stdout=log, stderr=log,
            )  # fmt: skip
            try:
                yield
            finally:
                process.terminate()
                process.wait(20)

    @contextmanager
    def database(self) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
        """Open a connection to its database."""
        with psycopg.connect(self.process("postgres").url, autocommit=True) as connection:
            yield connection

    def bus(self, name: str) -> JetStreamBus:
        """Return its bus, not yet connected."""
        password = (self.var / "broker" / "password").read_text(encoding="utf-8")
        settings = BusSettings([self.process("nats-1").url], user="anlan", password=password, name=name)
        return JetStreamBus(settings)

    def metric(self, process: str, name: str) -> float:
        """Return a metric of one of its processes, summed over its labels."""
        with urlopen(f"{self.process(process).probes_url}/metrics", timeout=10) as reply:  # noqa: S310 -- loopback
            lines = reply.read().decode().splitlines()
        return sum(
            float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith((f"{name} ", f"{name}{{"))
        )

    def lake_rows(self) -> int:
        """Return how many readings the lake holds."""
        folder = self.var / "lake" / "readings"
        if not folder.exists():
            return 0
        actions = DeltaTable(str(folder)).get_add_actions(flatten=True)
        return int(sum(actions["num_records"].to_pylist()))

    def applied(self) -> dict[int, int]:
        """Return through which sequence of each partition's log alarms are judged and committed."""
        with self.database() as connection:
            rows = connection.execute("SELECT partition, applied_sequence FROM telemetry_partitionstate")
            return {int(str(partition)): int(str(sequence)) for partition, sequence in rows}

    def cpu_s(self) -> dict[str, float]:
        """Return the CPU time of each of its processes so far, children included [s]."""
        used = {}
        for name in self.names:
            process = psutil.Process(self.process(name).pid)
            times = [p.cpu_times() for p in (process, *process.children(recursive=True))]
            used[name] = sum(t.user + t.system for t in times)
        return used

    def pss_mib(self) -> float:
        """Return the memory of all its processes, shared pages shared out [MiB]; the simulator included."""
        me = psutil.Process(self.root.pid)
        everyone = [me, *me.children(recursive=True), *_simulators()]
        return sum(_pss_mib(process.pid) for process in {p.pid: p for p in everyone}.values())


def _simulators() -> Sequence[psutil.Process]:
    return [c for c in psutil.Process().children() if "simulate" in c.cmdline()]


def _pss_mib(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@contextmanager
def platform(
    progress: Progress, *, scale: float, interval_s: int = 1, workers: int = 1
) -> Iterator[Platform]:
    """Bring a platform up with a seeded province, and take it down with everything it wrote.

    Args:
        progress: Told what is being done.
        scale: Size of the province: 1 has 17,001 points.
        interval_s: Agreed reporting cycle [s].
        workers: Number of worker processes.
    """
    folder = Path(tempfile.mkdtemp(prefix="anlan-bench-"))
    folder.chmod(0o755)
    var = folder / "var"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ANLAN_")}
    environment |= {"ANLAN_VAR": str(var), "ANLAN_WEB_PORT": "0", "ANLAN_LOG_LEVEL": "warning"}
    progress("starting PostgreSQL, nats-server, gateway, worker, web")
    with (folder / "up.log").open("wb") as log:
        root = subprocess.Popen(  # noqa: S603 -- ourselves
            [sys.executable, "-W", "ignore", "-m", "anlan", "up", "--workers", str(workers)],
            env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        _await_start(root, var, folder / "up.log", workers)
        made = Platform(var, environment, root, workers)
        progress(f"seeding {round(17_001 * scale):,} points")
        made.run("seed", "--scale", str(scale), "--interval", str(interval_s))
        yield made
    except BaseException:
        for path in sorted((var / "log").glob("*.log")):
            progress(f"log of {path.stem} ends:\n{tail(path, 4)}")
        raise
    finally:
        root.send_signal(signal.SIGINT)
        root.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def names_of(workers: int) -> list[str]:
    """Return the names of the processes of a platform with so many workers."""
    return [*PROCESSES, *(f"worker-{number}" for number in range(1, workers + 1))]


def _await_start(root: "subprocess.Popen[bytes]", var: Path, log: Path, workers: int) -> None:
    def up() -> bool:
        if root.poll() is not None:
            raise BenchmarkError(f"the platform ended:\n{tail(log, 40)}")
        found = [running.find(var / "run", name) for name in names_of(workers)]
        return all(found) and all(answers(f"{p.probes_url}/readyz") for p in found if p and p.probes_url)

    wait_for(up, "the platform is ready", timeout_s=START_S)
