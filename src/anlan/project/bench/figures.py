"""What a benchmark reports."""

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[str], None]
"""Tells a person what is being done now."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    Attributes:
        name: What was measured, for a person.
        value, unit: The number.
        goal: What it should be, "" if it only informs.
        ok: Whether the goal is met; None without a goal.
    """

    name: str
    value: float
    unit: str
    goal: str = ""
    ok: bool | None = None


Benchmark = Callable[[bool, Progress], list[Figure]]
"""What each benchmark's module has as `run`: takes `quick` and says what it does meanwhile."""


def at_most(name: str, value: float, unit: str, limit: float) -> Figure:
    """Return a figure that should not be above a limit."""
    return Figure(name, value, unit, f"<= {limit:g}", value <= limit)


def at_least(name: str, value: float, unit: str, limit: float) -> Figure:
    """Return a figure that should not be below a limit."""
    return Figure(name, value, unit, f">= {limit:g}", value >= limit)


def percentile(values: list[float], percent: float) -> float:
    """Return the value that `percent` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]
