// Fills a row of the page from an alarm row: elements with `data-field` get its text.
import { text } from "anlan/web/texts.js";
import { moment, number } from "anlan/web/times.js";

/** @typedef {import("anlan/telemetry/alarm-rows.js").AlarmRow} AlarmRow */

/** @param {string | null} instant */
const timeOf = (instant) => (instant ? moment(instant) : "—");

/** @type {Record<string, (row: AlarmRow) => string>} */
const FIELDS = {
  priority: (row) => text(`priority.${row.priority}`),
  state: (row) => text(row.closed_at ? "state.closed" : `state.${row.state}`),
  suppression: (row) => (row.suppression ? text(`suppression.${row.suppression}`) : ""),
  status: (row) => text(`status.${row.current_status}`),
  point: (row) => row.point_name,
  code: (row) => row.point_code,
  enterprise: (row) => row.enterprise_name,
  value: (row) => number(row.value),
  limit: (row) => number(row.limit),
  peak: (row) => number(row.peak_value),
  unit: (row) => row.unit,
  raised: (row) => timeOf(row.raised_at),
  changed: (row) => timeOf(row.changed_at),
  acked_by: (row) => row.acked_by,
};

/**
 * Show `row` in `element`.
 * @param {HTMLElement} element
 * @param {AlarmRow} row
 */
export function fill(element, row) {
  element.dataset.id = String(row.id);
  element.dataset.revision = String(row.revision);
  element.dataset.priority = String(row.priority);
  element.dataset.state = row.closed_at ? "closed" : row.state;
  element.dataset.suppression = row.suppression;
  for (const part of element.querySelectorAll("[data-field]")) {
    const field = /** @type {HTMLElement} */ (part).dataset.field ?? "";
    const shown = FIELDS[field]?.(row) ?? "";
    if (part.textContent !== shown) part.textContent = shown;
    if (part instanceof HTMLTimeElement) part.dateTime = row.raised_at;
  }
  for (const link of element.querySelectorAll("a[data-href]")) {
    const pattern = /** @type {HTMLElement} */ (link).dataset.href ?? "";
    link.setAttribute("href", pattern.replace("/0/", `/${row.id}/`));
  }
  const box = element.querySelector("input[type=checkbox]");
  if (box instanceof HTMLInputElement) {
    box.value = String(row.id);
    box.setAttribute("aria-label", text("alarm.select", { name: `${row.enterprise_name} ${row.point_name}` }));
  }
}
