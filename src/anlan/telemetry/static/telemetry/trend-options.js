// What a trend looks like, as an ECharts option: pure, so that it can be read and tested without a page.
import { text } from "anlan/web/texts.js";
import { moment, number } from "anlan/web/times.js";

/**
 * @typedef {object} Trend A point over time, ready to be drawn.
 * @property {string} name
 * @property {string} unit
 * @property {number} step_s Width of one step; 0: every reading.
 * @property {number} since Milliseconds since the epoch.
 * @property {number} until
 * @property {number[]} t Start of each step [ms].
 * @property {(number | null)[]} low
 * @property {(number | null)[]} mean
 * @property {(number | null)[]} high
 * @property {{kind: string, value: number}[]} limits
 * @property {{at: number, label: string}[]} marks
 */

/** @param {string} name */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @param {Trend} trend */
function limitLines(trend) {
  return trend.limits.map(({ kind, value }) => ({
    yAxis: value,
    name: `${kind} ${number(value)}`,
    lineStyle: { color: token(kind.length === 2 ? "--priority-4" : "--priority-2"), type: "dashed", width: 1.2 },
    label: { formatter: `${kind} ${number(value)}`, position: "insideEndTop", color: token("--chart-ink") },
  }));
}

/** @param {Trend} trend */
function markLines(trend) {
  return trend.marks.map(({ at, label }) => ({
    xAxis: at,
    name: label,
    lineStyle: { color: token("--priority-4"), type: "solid", width: 1 },
    label: { formatter: label, position: "end", color: token("--chart-ink") },
  }));
}

/** @param {Trend} trend */
function bounds(trend) {
  const values = [...trend.low, ...trend.high].filter((value) => value !== null);
  const all = values.length ? values : [0, 1];
  const low = all.reduce((a, b) => Math.min(a, b), Infinity);
  const high = all.reduce((a, b) => Math.max(a, b), -Infinity);
  const near = trend.limits.map(({ value }) => value)
    .filter((value) => value > low - (high - low || 1) * 2 && value < high + (high - low || 1) * 2);
  const bottom = Math.min(low, ...near);
  const top = Math.max(high, ...near);
  const pad = (top - bottom) * 0.08 || Math.abs(top) * 0.05 || 1;
  return { min: Number((bottom - pad).toPrecision(4)), max: Number((top + pad).toPrecision(4)) };
}

/** @param {Trend} trend @param {any[]} params */
function tip(trend, params) {
  const index = params[0]?.dataIndex ?? 0;
  const lines = [moment(trend.t[index])];
  const unit = trend.unit ? ` ${trend.unit}` : "";
  lines.push(`${text(trend.step_s ? "trend.mean" : "trend.value")} ${number(trend.mean[index])}${unit}`);
  if (trend.step_s) lines.push(`${text("trend.range")} ${number(trend.low[index])} – ${number(trend.high[index])}${unit}`);
  return lines.join("<br>");
}

/**
 * The chart of a trend: the mean as a line, minimum to maximum as a band, limits as dashed lines.
 * @param {Trend} trend
 * @returns {import("echarts").EChartsOption}
 */
export function options(trend) {
  const colour = token("--chart-line");
  const quiet = token("--chart-text");
  /** @param {(number | null)[]} values */
  const pairs = (values) => trend.t.map((t, index) => [t, values[index]]);
  const spread = trend.high.map((high, index) => {
    const low = trend.low[index];
    return high === null || low === null || low === undefined ? null : high - low;
  });
  const band = { type: /** @type {const} */ ("line"), stack: "band", stackStrategy: /** @type {const} */ ("all"), symbol: "none", silent: true, lineStyle: { opacity: 0 }, animation: false };
  return {
    animation: false,
    aria: { enabled: true, label: { description: text("trend.description", { name: trend.name, unit: trend.unit }) } },
    grid: { left: 8, right: 16, top: 28, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", confine: true, formatter: (/** @type {any} */ params) => tip(trend, params) },
    xAxis: {
      type: "time", min: trend.since, max: trend.until, axisLabel: { color: quiet, hideOverlap: true, formatter: axisTime },
      axisLine: { lineStyle: { color: quiet } },
    },
    yAxis: {
      type: "value", name: trend.unit, ...bounds(trend), nameTextStyle: { color: quiet, align: "right" },
      axisLabel: { color: quiet, formatter: (/** @type {number} */ value) => number(value), showMinLabel: false, showMaxLabel: false },
      splitLine: { lineStyle: { color: token("--chart-grid") } },
    },
    series: [
      { ...band, name: "low", data: pairs(trend.low) },
      { ...band, name: "band", data: pairs(spread), areaStyle: { color: colour, opacity: 0.22 } },
      {
        type: "line", name: trend.name, data: pairs(trend.mean), symbol: "none", connectNulls: false,
        lineStyle: { width: 1.6, color: colour }, itemStyle: { color: colour }, animation: false,
        markLine: { symbol: "none", silent: true, animation: false, data: /** @type {any[]} */ ([...limitLines(trend), ...markLines(trend)]) },
      },
    ],
  };
}

const hours = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
const days = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", month: "2-digit", day: "2-digit" });

/** Hours on the axis, the date where a day begins. @param {number} value */
function axisTime(value) {
  const hour = hours.format(value);
  return hour === "00:00" ? days.format(value) : hour;
}

/**
 * The answer of the history API as a trend: where no reading came for three cycles the line breaks.
 * @param {{t: number[], width_ms: number, min: number[], mean: number[], max: number[]}} answer
 * @param {{name: string, unit: string, cycle_s: number, limits: Trend["limits"], marks: Trend["marks"], since: number, until: number}} about
 * @returns {Trend}
 */
export function withGaps(answer, about) {
  const wide = answer.width_ms > about.cycle_s * 1000;
  /** @type {Trend} */
  const trend = { ...about, step_s: wide ? answer.width_ms / 1000 : 0, t: [], low: [], mean: [], high: [] };
  const longest = Math.max(answer.width_ms * 1.5, about.cycle_s * 3000);
  const push = (/** @type {number} */ t, /** @type {number | null | undefined} */ low, /** @type {number | null | undefined} */ mean, /** @type {number | null | undefined} */ high) => {
    trend.t.push(t);
    trend.low.push(low ?? null);
    trend.mean.push(mean ?? null);
    trend.high.push(high ?? null);
  };
  for (const [index, t] of answer.t.entries()) {
    const before = answer.t[index - 1];
    if (before !== undefined && t - before > longest) push(before + 1, null, null, null);
    push(t, answer.min[index], answer.mean[index], answer.max[index]);
  }
  return trend;
}

/**
 * Add live readings to the end of a trend of single readings; what leaves the window falls off.
 * @param {Trend} trend
 * @param {{at: number, value: number | null}[]} readings
 */
export function append(trend, readings) {
  const span = trend.until - trend.since;
  for (const { at, value } of readings) {
    const last = trend.t[trend.t.length - 1] ?? 0;
    if (at < last + Math.max(trend.step_s * 1000, 1)) continue;
    trend.t.push(at);
    for (const series of [trend.low, trend.mean, trend.high]) series.push(value);
    if (at > trend.until) { trend.until = at; trend.since = at - span; }
  }
  const gone = trend.t.findIndex((t) => t >= trend.since);
  for (const series of [trend.t, trend.low, trend.mean, trend.high]) series.splice(0, Math.max(gone, 0));
}
