// Instants as people here read them: China time, whatever the computer's zone.

const full = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium",
});
const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", timeStyle: "medium" });

/** @param {Date | number | string} instant "2026-11-24 03:00:00" */
export const moment = (instant) => full.format(new Date(instant));

/** @param {Date | number | string} instant "03:00:00" */
export const time = (instant) => clock.format(new Date(instant));

/**
 * A value with at most four significant figures, "—" when there is none.
 * @param {number | null | undefined} value
 */
export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "—";
  return String(Number(value.toPrecision(4)));
}
