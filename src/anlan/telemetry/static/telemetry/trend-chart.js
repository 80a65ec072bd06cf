// <trend-chart>: a point over time. Attributes: src (address of the history API), span (seconds back from now; or
// since and until in ms), stream (address of live values, appended while the window ends now), point (id).
// Children: a JSON block about the point, buttons [data-span] change the window, [data-png] saves a picture, [data-state] says what is up.
import * as echarts from "echarts";
import { Stream } from "anlan/web/live.js";
import { text } from "anlan/web/texts.js";
import { append, options, withGaps } from "anlan/telemetry/trend-options.js";

/** @typedef {import("anlan/telemetry/trend-options.js").Trend} Trend */

class TrendChart extends HTMLElement {
  connectedCallback() {
    this.plot = /** @type {HTMLElement} */ (this.querySelector("[data-plot]"));
    this.chart = echarts.init(this.plot, undefined, { renderer: "canvas" });
    this.span = Number(this.getAttribute("span") ?? 3600);
    this.fixed = this.hasAttribute("since");
    this.watcher = new ResizeObserver(() => this.chart?.resize());
    this.watcher.observe(this.plot);
    this.redraw = () => this.draw();
    document.addEventListener("theme", this.redraw);
    for (const button of this.querySelectorAll("[data-span]")) {
      button.addEventListener("click", () => this.choose(/** @type {HTMLElement} */ (button)));
    }
    this.querySelector("[data-png]")?.addEventListener("click", () => this.save());
    this.load();
    const stream = this.getAttribute("stream");
    if (stream) this.stream = new Stream(stream, { latest: (rows) => this.live(rows) });
  }

  disconnectedCallback() {
    this.stream?.close();
    this.watcher?.disconnect();
    if (this.redraw) document.removeEventListener("theme", this.redraw);
    this.chart?.dispose();
  }

  /** @param {HTMLElement} button */
  choose(button) {
    this.span = Number(button.dataset.span);
    this.fixed = false;
    for (const other of this.querySelectorAll("[data-span]")) {
      other.setAttribute("aria-pressed", String(other === button));
      other.classList.toggle("active", other === button);
    }
    for (const link of document.querySelectorAll("a[data-export]")) {
      const url = new URL(/** @type {HTMLAnchorElement} */ (link).href);
      const until = Date.now();
      url.searchParams.set("since", new Date(until - this.span * 1000).toISOString());
      url.searchParams.set("until", new Date(until).toISOString());
      link.setAttribute("href", url.pathname + url.search);
    }
    this.load();
  }

  async load() {
    const url = new URL(this.getAttribute("src") ?? "", location.href);
    const until = this.fixed ? Number(this.getAttribute("until")) : Date.now();
    const since = this.fixed ? Number(this.getAttribute("since")) : until - (this.span ?? 3600) * 1000;
    url.searchParams.set("since", new Date(since).toISOString());
    url.searchParams.set("until", new Date(until).toISOString());
    url.searchParams.set("buckets", String(Math.min(Math.max(Math.round((this.plot?.clientWidth ?? 800) / 1.5), 200), 1000)));
    this.say("trend.loading");
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.trend = withGaps(await answer.json(), { ...this.about(), since, until });
      this.draw();
      this.say(this.trend.t.length ? "" : "trend.empty");
    } catch {
      this.say("trend.failed");
    }
    this.setAttribute("aria-busy", "false");
  }

  /** What the page knows of the point: name, unit, cycle, limits, marks. */
  about() { return JSON.parse(this.querySelector("script[type='application/json']")?.textContent || "{}"); }

  draw() { if (this.trend) this.chart?.setOption(options(this.trend), { notMerge: true }); }

  /** @param {string} key */
  say(key) {
    const place = this.querySelector("[data-state]");
    if (place) place.textContent = key ? text(key) : "";
  }

  /** @param {{point: number, at: number, value: number | null, quality: number}[]} rows */
  live(rows) {
    const mine = rows.filter((row) => row.point === Number(this.getAttribute("point")));
    if (!mine.length || !this.trend || this.fixed || (this.span ?? 0) > 86_400) return;
    const empty = this.trend.t.length === 0;
    append(this.trend, mine.map(({ at, value, quality }) => ({ at, value: quality === 2 ? null : value })));
    if (empty) this.say("");
    this.draw();
  }

  /** Save the chart as a PNG picture, with the name of the point and the time. */
  save() {
    if (!this.chart) return;
    const background = getComputedStyle(document.documentElement).getPropertyValue("--tblr-bg-surface").trim();
    const link = document.createElement("a");
    link.href = this.chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: background || "#fff" });
    link.download = `${this.trend?.name ?? "trend"}.png`;
    link.click();
  }
}

customElements.define("trend-chart", TrendChart);
