"""What the system page shows of the processes around it: a port that the composition root fills."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ProcessState:
    """One process of the platform; `problem` is "" when it is ready."""

    name: str
    pid: int
    problem: str


@dataclass(frozen=True, slots=True)
class SystemReport:
    """How the platform stands.

    Attributes:
        processes: Everything that was started here.
        last_sequences: Newest sequence of each reading stream, by partition; empty without a broker.
        disk_free, disk_total: Of the folder the platform writes to [bytes].
    """

    processes: Sequence[ProcessState] = ()
    last_sequences: Mapping[int, int] = field(default_factory=dict)
    disk_free: int = 0
    disk_total: int = 0


class Insight:
    """Where the report comes from; set once by `project` when the web process starts."""

    report: Callable[[], SystemReport] = staticmethod(SystemReport)
