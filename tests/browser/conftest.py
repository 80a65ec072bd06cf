"""A running platform with a small simulated province, and Debian's Chromium to look at it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.watching import ARGUMENTS, CHROMIUM, Site
from tests.chaos.stack import Stack, stack_in

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.timeout(420))
            if not os.access(CHROMIUM, os.X_OK):
                item.add_marker(pytest.mark.skip(reason=f"{CHROMIUM} is not installed: no browser test ran"))


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The platform with twelve reporting enterprises, without faults but those a test asks for.

    In a folder of its own and not in pytest's, which every other run of the same user closes to PostgreSQL.
    """
    folder = Path(tempfile.mkdtemp(prefix="anlan-browser-"))
    folder.chmod(0o755)
    (folder / "here" / "platform").mkdir(parents=True)
    quiet = "--no-faults --enterprises 12 --interval 5 --replay-run d00_te"
    with stack_in(folder / "here" / "platform" / "var", "--demo", "--simulate", quiet) as running:
        yield running
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each module: its event loop must be gone before an asynchronous test runs."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site(stack: Stack, browser: Browser) -> Site:
    """The platform as people reach it."""
    return Site(stack, browser)
