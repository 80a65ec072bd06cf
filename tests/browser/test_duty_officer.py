"""The duty officer: a plant's reading crosses a limit, and everything that follows without a mouse."""

from playwright.sync_api import Page, expect

from tests.browser.test_pages import online_enterprise
from tests.browser.watching import Site

SOON_MS = 60_000


def gas_detector(page: Page, number: int) -> tuple[str, str]:
    """Code and name of a gas detector of an enterprise that reports: it alarms without much delay."""
    page.goto(f"/enterprises/{online_enterprise(page)}/")
    link = page.locator(".points-table th a", has_text="气体").nth(number)
    return (link.get_attribute("href") or "").split("/")[2], link.inner_text()


def press_until_focus_in(page: Page, key: str, selector: str) -> None:
    for _ in range(60):
        if page.evaluate(f"Boolean(document.activeElement.closest({selector!r}))"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never reaches {selector}")


def test_an_alarm_appears_live_is_acknowledged_by_keyboard_closes_and_is_seen_as_a_trend(site: Site) -> None:
    with site.visit("duty") as visit:
        page = visit.page
        code, name = gas_detector(page, 0)
        page.goto("/alarms/")
        loaded_at = page.evaluate("performance.timeOrigin")
        site.inject(f"step:{code}:0.5:high2")
        row = page.locator(".alarm-row", has_text=name)
        expect(row).to_be_visible(timeout=SOON_MS)
        assert page.evaluate("performance.timeOrigin") == loaded_at, "it came without loading the page again"
        visit.picture("live-alarm")
        page.goto("/map/")
        page.wait_for_selector("live-map[ready]", timeout=SOON_MS)
        expect(page.locator("#map-list .map-row")).to_have_count(1)
        visit.picture("live-map")
        page.goto("/alarms/")
        number = row.get_attribute("data-id")
        press_until_focus_in(page, "j", f"[data-id='{number}']")
        page.keyboard.press("a")
        expect(page.get_by_role("status").filter(has_text="acknowledged")).to_be_visible()
        page.goto(f"/alarms/{number}/")
        expect(page.locator("#alarm-card .state").first).to_have_text("Acknowledged")
        expect(page.locator(".alarm-life")).to_contain_text("Acknowledged")

        expect(page.locator("#alarm-card .state").first).to_have_text("Closed", timeout=3 * SOON_MS)
        expect(page.locator("trend-chart")).to_have_attribute("aria-busy", "false")
        visit.picture("closed-alarm")
        page.goto(f"/points/{code}/")
        page.wait_for_selector("trend-chart[aria-busy=false]")
        assert page.evaluate("document.querySelector('trend-chart').trend.t.length") > 3
        expect(page.locator(".alarm-row", has_text=name)).to_be_visible()
        assert not visit.complaints


def test_shelving_asks_for_a_reason_and_says_until_when(site: Site) -> None:
    with site.visit("duty", size="phone", language="zh") as visit:
        page = visit.page
        code, name = gas_detector(page, 1)
        page.goto("/alarms/")
        site.inject(f"step:{code}:2:high2")
        row = page.locator(".alarm-row", has_text=name)
        expect(row).to_be_visible(timeout=SOON_MS)
        row.get_by_role("link").click()
        page.locator("summary", has_text="搁置").click()
        page.fill("[name=reason]", "仪表检定")
        page.locator("details[open] button", has_text="搁置").click()
        expect(page.locator("#alarm-card .suppression").first).to_have_text("已搁置")
        expect(page.locator("#alarm-card")).to_contain_text("仪表检定")
        visit.picture("shelved")
        assert not visit.overflows()
        assert not visit.complaints
