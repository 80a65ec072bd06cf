"""Every page at every size in both languages: no error, no barrier, nothing wider than the screen."""

import pytest
from playwright.sync_api import Page

from tests.browser.watching import Site
from tests.support.waiting import wait_until

PAGES = {
    "home": "/", "map": "/map/", "alarms": "/alarms/?state=all", "enterprises": "/enterprises/",
    "dead-letters": "/dead-letters/", "system": "/system/", "account": "/account", "users": "/users",
    "missing": "/no-such-page",
}  # fmt: skip


def online_enterprise(page: Page) -> str:
    """The code of an enterprise that reports, once one does."""
    found: list[str] = []

    def one_is_heard() -> bool:
        features = page.request.get("/map/states").json()["features"]
        found[:] = [one["properties"]["code"] for one in features if not one["properties"]["offline"]]
        return bool(found)

    wait_until(one_is_heard, "an enterprise reports", timeout_s=90, every_s=1)
    return found[0]


@pytest.mark.parametrize(
    ("size", "language"), [("phone", "zh"), ("phone", "en"), ("desk", "zh"), ("desk", "en")]
)
def test_each_page_is_sound(site: Site, size: str, language: str) -> None:
    with site.visit("admin", size=size, language=language) as visit:
        enterprise = f"/enterprises/{online_enterprise(visit.page)}/"
        visit.page.goto(enterprise)
        point = visit.page.locator(".points-table th a").first.get_attribute("href") or ""
        problems = []
        for name, address in {**PAGES, "enterprise": enterprise, "point": point}.items():
            visit.page.goto(address)
            visit.page.wait_for_load_state("load")
            if name in {"map", "point"}:
                visit.page.wait_for_selector("live-map[ready], trend-chart[aria-busy=false]", timeout=60_000)
            visit.picture(name)
            problems += [f"{name}: {barrier}" for barrier in visit.barriers()]
            problems += [f"{name}: wider than the screen"] if visit.overflows() else []
        expected = "the server responded with a status of 404"
        problems += [one for one in visit.complaints if expected not in one]
        assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_wall_fills_a_4k_screen_and_is_dark(site: Site, language: str) -> None:
    with site.visit("duty", size="wall", language=language) as visit:
        visit.page.goto("/wall")
        visit.page.wait_for_selector("live-map[ready]", timeout=120_000)
        visit.picture("wall")
        assert visit.page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
        assert not visit.overflows()
        assert not visit.complaints


def test_the_page_language_can_be_changed_and_stays(site: Site) -> None:
    with site.visit("duty", language="en") as visit:
        visit.page.click("button[name=language][value='zh-hans']:visible")
        visit.page.goto("/alarms/")
        assert visit.page.locator("h1").inner_text() == "报警"
        assert visit.page.evaluate("document.documentElement.lang") == "zh-Hans"
