"""Files of this installation that seeding writes and the simulator reads."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from anlan.project.runtime.files import write_private


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
