"""Which faults are on: scheduled ones, the opening ones, and those asked for by hand in the control file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from anlan.simulation import metrics
from anlan.simulation.aiming import Targets
from anlan.simulation.faults import Effects, Fault, Kind, UnknownFaultError, parse_fault
from anlan.simulation.schedule import Schedule

log = structlog.get_logger()


def ask_for(control: Path, words: str, *, now_s: float) -> None:
    """Ask a running simulator for a fault by a line in its control file.

    Raises:
        UnknownFaultError: The words are no fault; whether its target exists only the simulator knows.
    """
    parse_fault(words, now_s=now_s)
    control.parent.mkdir(parents=True, exist_ok=True)
    with control.open("a", encoding="utf-8") as lines:
        lines.write(words.strip() + "\n")


@dataclass(slots=True, eq=False)
class Directing:
    """Begins and ends faults.

    Attributes:
        schedule: None: only faults asked for.
        control: File that grows by one line per fault asked for; lines from before the start are left alone.
        offline_until: Gateways that are off the network, and until when [s since epoch].
    """

    targets: Targets
    effects: Effects
    gateways: frozenset[str]
    schedule: Schedule | None
    control: Path
    planned: list[Fault] = field(default_factory=list)
    offline_until: dict[str, float] = field(default_factory=dict)
    _through_s: float | None = None
    _read: int = 0

    def begin(self, now_s: float) -> None:
        """Start the schedule now, with the opening faults."""
        self._through_s = now_s
        self._read = self.control.stat().st_size if self.control.exists() else 0
        if self.schedule:
            self.planned += self.schedule.opening(now_s)

    def step(self, now_s: float) -> None:
        """Begin what is due and end what is over; call about once a second."""
        since_s = now_s if self._through_s is None else self._through_s
        due = [fault for fault in self.planned if fault.start_s <= now_s]
        self.planned = [fault for fault in self.planned if fault.start_s > now_s]
        if self.schedule:
            due += self.schedule.starting(since_s, now_s)
        due += self._asked_for(now_s)
        for fault in due:
            self._start(fault)
        self.effects.forget(now_s)
        self.offline_until = {code: end for code, end in self.offline_until.items() if end > now_s}
        self._through_s = now_s

    def _start(self, fault: Fault) -> None:
        try:
            self._take(fault)
        except UnknownFaultError as error:
            log.warning("fault_refused", fault=f"{fault.kind}:{fault.target}", error=str(error))
            return
        metrics.FAULTS.labels(fault.kind).inc()
        log.info("fault_begun", kind=fault.kind, target=fault.target, minutes=round(fault.duration_s / 60, 1))

    def _take(self, fault: Fault) -> None:
        if fault.kind is not Kind.OFFLINE:
            self.effects.add(self.targets.aim(fault))
        elif fault.target in self.gateways:
            self.offline_until[fault.target] = fault.start_s + fault.duration_s
        else:
            raise UnknownFaultError(f"no gateway {fault.target!r}")

    def _asked_for(self, now_s: float) -> Iterator[Fault]:
        size = self.control.stat().st_size if self.control.exists() else 0
        if size == self._read:
            return
        with self.control.open("rb") as lines:
            lines.seek(self._read if size > self._read else 0)
            text = lines.read()
            complete = text[: text.rfind(b"\n") + 1]
            self._read = lines.tell() - len(text) + len(complete)
        for line in complete.decode(errors="replace").splitlines():
            try:
                yield parse_fault(line, now_s=now_s)
            except UnknownFaultError as error:
                log.warning("fault_refused", fault=line, error=str(error))
