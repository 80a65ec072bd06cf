"""Browser libraries: npm packages served as they are, each file named here and nothing else.

`npm install` puts them into `node_modules` beside the source tree; no bundler touches them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.core.files.storage import FileSystemStorage

FILES = {
    "lib/tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "lib/tabler/tabler.esm.min.js": "@tabler/core/dist/js/tabler.esm.min.js",
    "lib/htmx/htmx.esm.js": "htmx.org/dist/htmx.esm.js",
    "lib/echarts/echarts.esm.min.mjs": "echarts/dist/echarts.esm.min.mjs",
    "lib/maplibre/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "lib/maplibre/maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "lib/maplibre/maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
}
"""Static path of each served file, and where it lies in `node_modules`."""

MODULES = {
    "tabler": "lib/tabler/tabler.esm.min.js",
    "htmx": "lib/htmx/htmx.esm.js",
    "echarts": "lib/echarts/echarts.esm.min.mjs",
    "maplibre": "lib/maplibre/maplibre-gl.mjs",
    "anlan/": "",
}
"""The import map: bare names in our modules, and the static path each stands for.

`anlan/` is the static root, so `anlan/web/live.js` is `web/static/web/live.js`.
"""


def folder() -> Path:
    """Return the `node_modules` folder."""
    return Path(settings.NODE_MODULES)


def import_map() -> dict[str, dict[str, str]]:
    """Return the import map with addresses."""
    root = staticfiles_storage.url("")
    return {"imports": {name: f"{root}{path}" for name, path in MODULES.items()}}


class LibraryFinder(BaseFinder):
    """Finds the files of `FILES` for Django's staticfiles."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Warn when the libraries have not been installed."""
        del kwargs
        missing = [source for source in FILES.values() if not (folder() / source).is_file()]
        if not missing:
            return []
        hint = "run `make setup` (it calls npm)"
        return [CheckWarning(f"browser libraries are missing: {missing[0]} ...", hint=hint, id="web.W001")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Return where the file with this static path lies."""
        del kwargs
        source = folder() / FILES[path] if path in FILES else None
        found = [str(source)] if source is not None and source.is_file() else []
        if find_all:
            return found
        return found[0] if found else []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield every served file that is installed, with a storage that can open it."""
        del ignore_patterns
        for path, source in FILES.items():
            if (folder() / source).is_file():
                yield path, _OneFile(path, folder() / source)


class _OneFile(FileSystemStorage):
    """A storage of one file under another name."""

    prefix = ""

    def __init__(self, name: str, source: Path) -> None:
        super().__init__(location=source.parent)
        self.name = name
        self.source = source

    def path(self, name: str) -> str:
        """Return where the file lies; its public name is the only one known."""
        del name
        return str(self.source)
