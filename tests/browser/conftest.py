"""A running platform with a small simulated province, and Debian's Chromium to look at it."""

import os
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
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The platform with twelve reporting enterprises, without faults but those a test asks for."""
    var = tmp_path_factory.mktemp("platform") / "var"
    quiet = "--no-faults --enterprises 12 --interval 5 --replay-run d00_te"
    with stack_in(var, "--demo", "--simulate", quiet) as running:
        yield running


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
