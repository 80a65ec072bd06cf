"""Static files with one version in their address: cached for ever, replaced at once by a new release.

Served from memory, compressed once. Relative imports and `url()` in style sheets work unchanged, and
nothing has to be collected beforehand. A proxy may serve them instead: the address is all it needs.
"""

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

COMPRESSIBLE = ("text/", "application/json", "image/svg+xml")
TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file ready to be sent; `compressed` is None where gzip would not help."""

    content: bytes
    compressed: bytes | None
    content_type: str


@cache
def version() -> str:
    """Return the version of all static files together: it changes when any of them does."""
    digest = sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path))
            stat = file.stat()
            digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]


def load(path: str) -> StaticFile | None:
    """Return the static file of this path, None if there is none."""
    place = finders.find(path)
    if not place or not Path(place).is_file():
        return None
    return _load(Path(place), Path(place).stat().st_mtime_ns)


@cache
def _load(place: Path, modified_ns: int) -> StaticFile:
    del modified_ns
    content = place.read_bytes()
    guess = TYPES.get(place.suffix) or mimetypes.guess_type(place.name)[0] or "application/octet-stream"
    helps = guess.startswith(COMPRESSIBLE) and len(content) > 500
    return StaticFile(content, gzip.compress(content, 6) if helps else None, guess)


class VersionedStorage(StaticFilesStorage):
    """Gives static files their address: `/static/<version>/<path>`."""

    @property
    def base_url(self) -> str:
        """The address under which all static files of this version lie."""
        return f"{settings.STATIC_URL}{version()}/"
