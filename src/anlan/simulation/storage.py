"""The catalogue as a file: written by seeding, read by the simulator, so that both mean the same plants."""

from pathlib import Path

import msgspec

from anlan.simulation.catalogue import Province


class CatalogueMissingError(RuntimeError):
    """There is no catalogue to simulate, or it is of another release."""


def save_catalogue(province: Province, path: Path) -> None:
    """Write the catalogue, replacing the file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_bytes(msgspec.msgpack.encode(province))
    draft.replace(path)


def load_catalogue(path: Path) -> Province:
    """Return the catalogue in a file.

    Raises:
        CatalogueMissingError: No such file, or it is not a catalogue.
    """
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=Province)
    except (OSError, msgspec.DecodeError) as error:
        raise CatalogueMissingError(f"no simulated province in {path}: run `anlan seed` ({error})") from error
