from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from anlan.web import libraries


@pytest.mark.parametrize("path", libraries.FILES)
def test_finds_each_browser_library(path: str) -> None:
    place = finders.find(path)
    assert isinstance(place, str)
    assert Path(place).stat().st_size > 10_000


def test_finds_nothing_else_in_the_packages() -> None:
    assert not finders.find("lib/htmx/../../package.json")
    assert not finders.find("htmx.org/package.json")


def test_the_import_map_names_only_files_that_are_served() -> None:
    listed = libraries.import_map()["imports"]
    assert listed["htmx"].endswith("/lib/htmx/htmx.esm.js")
    files = [path for name, path in libraries.MODULES.items() if not name.endswith("/")]
    assert set(files) <= set(libraries.FILES)


def test_says_how_to_install_missing_libraries(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.NODE_MODULES = tmp_path  # type: ignore[attr-defined]
    (warning,) = libraries.LibraryFinder().check()
    assert "make setup" in str(warning.hint)
