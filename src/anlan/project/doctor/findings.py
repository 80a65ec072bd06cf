"""What a check says: a level, and a sentence in both languages (no catalogue: it works when little does)."""

from dataclasses import asdict, dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad it is."""

    FINE = 0
    WARNING = 1
    ERROR = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one check.

    Attributes:
        check: Name of the check.
        level: How bad it is.
        english, chinese: What was found, and what to do about it.
    """

    check: str
    level: Level
    english: str
    chinese: str

    def text(self, language: str) -> str:
        """Return the sentence in "zh" or "en"."""
        return self.chinese if language.startswith("zh") else self.english

    def as_dict(self) -> dict[str, str]:
        """Return the finding for machines."""
        return asdict(self) | {"level": self.level.name.lower()}


def fine(check: str, english: str, chinese: str) -> Finding:
    """Return the finding that all is well."""
    return Finding(check, Level.FINE, english, chinese)


def warning(check: str, english: str, chinese: str) -> Finding:
    """Return a finding that will become a problem, or changes how things are reached."""
    return Finding(check, Level.WARNING, english, chinese)


def error(check: str, english: str, chinese: str) -> Finding:
    """Return the finding that something does not work."""
    return Finding(check, Level.ERROR, english, chinese)
