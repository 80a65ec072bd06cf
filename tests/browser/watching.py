"""What the browser tests share: logging in, sizes, screenshots, complaints of the page."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.chaos.stack import Stack
from tests.rules.tree import ROOT

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--ignore-gpu-blocklist", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]  # fmt: skip
ARTIFACTS = ROOT / "tests" / "artifacts"
SIZES = {"phone": (360, 740), "desk": (1920, 1080), "wall": (3840, 2160)}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


@dataclass
class Visit:
    """One person at one screen. `complaints` are errors of scripts, styles and addresses."""

    page: Page
    label: str
    complaints: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{self.page.url}: {message.text}")

    def picture(self, name: str) -> Path:
        ARTIFACTS.mkdir(exist_ok=True)
        path = ARTIFACTS / f"{name}-{self.label}.png"
        self.page.screenshot(path=path)
        return path

    def barriers(self) -> list[str]:
        """What axe finds on the page: rule and place."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['html'][:160]}" for one in found]

    def overflows(self) -> bool:
        """Whether the page is wider than the screen."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@dataclass(frozen=True, slots=True)
class Site:
    """The running platform in a browser."""

    stack: Stack
    browser: Browser

    @property
    def address(self) -> str:
        return self.stack.named("web").url.rstrip("/")

    def password(self, username: str) -> str:
        lines = (self.stack.var / "demo-logins.txt").read_text(encoding="utf-8").splitlines()
        return dict(line.split()[:2] for line in lines if len(line.split()) >= 2)[username]

    @contextmanager
    def visit(self, username: str, *, size: str = "desk", language: str = "en") -> Iterator[Visit]:
        """Give a page at which this person is logged in; a picture is kept if what follows fails."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            base_url=self.address, locale=LOCALES[language], viewport={"width": width, "height": height}
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        seen = Visit(page, f"{size}-{language}")
        page.on("console", seen.note)
        page.on("pageerror", lambda error: seen.complaints.append(f"{page.url}: {error}"))
        try:
            page.goto("/login")
            page.fill("[name=username]", username)
            page.fill("[name=password]", self.password(username))
            page.press("[name=password]", "Enter")
            page.wait_for_url("**/")
            yield seen
        except BaseException:
            seen.picture("failed")
            raise
        finally:
            context.close()

    def inject(self, fault: str) -> None:
        """Ask the running simulator for a fault."""
        done = subprocess.run(
            [sys.executable, "-m", "anlan", "simulate", "--inject", fault],
            env=self.stack.environment(), check=False, capture_output=True,
        )  # fmt: skip
        assert not done.returncode, done.stderr.decode()
