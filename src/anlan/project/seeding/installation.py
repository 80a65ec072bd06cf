"""Files of this installation that seeding writes and the simulator reads."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SimulationFiles:
    """The simulator's folder in `var/`.

    Attributes:
        folder: `var/simulation`.
    """

    folder: Path

    @property
    def catalogue(self) -> Path:
        """The province that was seeded."""
        return self.folder / "province.msgpack"

    @property
    def control(self) -> Path:
        """Faults asked for by hand, one a line."""
        return self.folder / "faults.txt"

    def secret(self) -> str:
        """Return the secret that device passwords are derived from; made once, readable by us alone."""
        path = self.folder / "secret"
        try:
            return path.read_text(encoding="ascii")
        except FileNotFoundError:
            write_private(path, secrets.token_hex(32))
            return path.read_text(encoding="ascii")


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read, in one step, never readable by others in between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    draft.replace(path)
