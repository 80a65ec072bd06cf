// <latest-values>: keeps the values of a table live. Cells: [data-point] holding [data-field=value|at|age];
// a row whose value is older than data-stale (s) gets the class `stale`, here as on the server.
import { Stream } from "anlan/web/live.js";
import { text } from "anlan/web/texts.js";
import { moment, number } from "anlan/web/times.js";

const QUALITY = ["good", "uncertain", "bad"];

class LatestValues extends HTMLElement {
  connectedCallback() {
    const points = [...this.querySelectorAll("[data-point]")].map((row) => /** @type {HTMLElement} */ (row).dataset.point);
    if (points.length) this.stream = new Stream(`/live/latest?points=${points.join(",")}`, { latest: (rows) => this.take(rows) });
    this.timer = setInterval(() => this.age(), 1000);
    this.age();
  }

  disconnectedCallback() { this.stream?.close(); clearInterval(this.timer); }

  /** @param {{point: number, at: number, value: number | null, quality: number}[]} rows */
  take(rows) {
    for (const { point, at, value, quality } of rows) {
      for (const row of this.querySelectorAll(`[data-point="${point}"]`)) {
        const element = /** @type {HTMLElement} */ (row);
        element.dataset.at = String(at);
        element.dataset.quality = QUALITY[quality] ?? "bad";
        this.put(element, "value", number(value));
        this.put(element, "at", moment(at));
      }
    }
  }

  /** @param {HTMLElement} row @param {string} field @param {string} shown */
  put(row, field, shown) {
    for (const cell of row.querySelectorAll(`[data-field="${field}"]`)) cell.textContent = shown;
  }

  age() {
    for (const row of this.querySelectorAll("[data-point]")) {
      const element = /** @type {HTMLElement} */ (row);
      const at = Number(element.dataset.at);
      if (!at) continue;
      const seconds = Math.max(0, Math.round((Date.now() - at) / 1000));
      element.classList.toggle("stale", seconds > Number(element.dataset.stale ?? 180));
      this.put(element, "age", age(seconds));
    }
  }
}

/** How long ago, in one unit. @param {number} seconds */
function age(seconds) {
  if (seconds < 120) return text("age.seconds", { count: seconds });
  if (seconds < 7200) return text("age.minutes", { count: Math.round(seconds / 60) });
  if (seconds < 172_800) return text("age.hours", { count: Math.round(seconds / 3600) });
  return text("age.days", { count: Math.round(seconds / 86_400) });
}

customElements.define("latest-values", LatestValues);
