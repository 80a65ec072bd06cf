// Rules about alarm rows, without a page: which of two is newer, which belong to a filter, in which order.

/**
 * @typedef {object} AlarmRow One alarm as `contracts.alarms.AlarmChanged` has it.
 * @property {number} id
 * @property {number} revision
 * @property {number} point_id
 * @property {string} point_code
 * @property {string} point_name
 * @property {string} unit
 * @property {string} quantity
 * @property {number} enterprise_id
 * @property {string} enterprise_name
 * @property {string} division_code
 * @property {string} side
 * @property {string} state
 * @property {string} suppression
 * @property {string} start_status
 * @property {string} current_status
 * @property {string} worst_status
 * @property {number} priority
 * @property {number | null} limit
 * @property {number | null} value
 * @property {number | null} peak_value
 * @property {string} raised_at
 * @property {string} changed_at
 * @property {string | null} returned_at
 * @property {string | null} acked_at
 * @property {string} acked_by
 * @property {string | null} closed_at
 */

/**
 * @typedef {object} AlarmFilter What the list is narrowed to; a missing or empty part narrows nothing.
 * @property {string} [state] open, unacknowledged, acknowledged, returned, suppressed, closed, all
 * @property {number[]} [priority]
 * @property {string} [side]
 * @property {string} [quantity]
 * @property {string} [division] Prefix of the division code.
 * @property {number | null} [enterprise]
 * @property {number | null} [point]
 * @property {string} [text]
 * @property {string} [since]
 * @property {string} [until]
 */

const TO_ACKNOWLEDGE = ["unack_alm", "rtn_unack", "latch_unack"];

/** @type {Record<string, (row: AlarmRow) => boolean>} */
const STATES = {
  all: () => true,
  open: (row) => row.closed_at === null,
  unacknowledged: (row) => row.closed_at === null && !row.suppression && TO_ACKNOWLEDGE.includes(row.state),
  acknowledged: (row) => row.closed_at === null && ["acked_alm", "latch_acked"].includes(row.state),
  returned: (row) => row.closed_at === null && ["rtn_unack", "latch_unack", "latch_acked"].includes(row.state),
  suppressed: (row) => row.closed_at === null && row.suppression !== "",
  closed: (row) => row.closed_at !== null,
};

/**
 * Whether a row belongs to the filtered list: the same rule as the server's query.
 * @param {AlarmRow} row
 * @param {AlarmFilter} filter
 */
export function matches(row, filter) {
  const words = (filter.text ?? "").toLowerCase();
  const names = [row.point_name, row.point_code, row.enterprise_name].map((name) => name.toLowerCase());
  return (STATES[filter.state || "open"] ?? STATES.open)(row)
    && (!filter.priority?.length || filter.priority.includes(row.priority))
    && (!filter.side || row.side === filter.side)
    && (!filter.quantity || row.quantity === filter.quantity)
    && (!filter.division || row.division_code.startsWith(filter.division))
    && (!filter.enterprise || row.enterprise_id === filter.enterprise)
    && (!filter.point || row.point_id === filter.point)
    && (!words || names.some((name) => name.includes(words)))
    && (!filter.since || Date.parse(row.raised_at) >= Date.parse(filter.since))
    && (!filter.until || Date.parse(row.raised_at) < Date.parse(filter.until));
}

/**
 * Keep the newer of what is known and what has come. True if `row` is news.
 * @param {Map<number, AlarmRow>} known
 * @param {AlarmRow} row
 */
export function keepNewer(known, row) {
  const old = known.get(row.id);
  if (old && old.revision >= row.revision) return false;
  known.set(row.id, row);
  return true;
}

/** Whether somebody should hear or read of it: newly raised, or worse than before. 
 * @param {AlarmRow} row
 * @param {AlarmRow | undefined} before
 */
export function isNews(row, before) {
  return row.state === "unack_alm" && !row.suppression && before?.state !== "unack_alm";
}
