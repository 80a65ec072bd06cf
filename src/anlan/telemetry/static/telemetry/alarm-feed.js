// <alarm-feed>: keeps a list of alarms as the database has it. Snapshot plus events equals a later snapshot.
// Attributes: stream (address), after (revision of the snapshot), limit (rows kept), insert (yes: new rows
// go on top; otherwise they are only counted), sound. Children: script[type="application/json"] with the
// filter, a <template> of one row, and an element [data-rows] with the rows of the snapshot.
import { Stream } from "anlan/web/live.js";
import { text } from "anlan/web/texts.js";
import { fill } from "anlan/telemetry/alarm-cells.js";
import { isNews, keepNewer, matches } from "anlan/telemetry/alarm-rows.js";
import { ring } from "anlan/telemetry/sound.js";

/** @typedef {import("anlan/telemetry/alarm-rows.js").AlarmRow} AlarmRow */

class AlarmFeed extends HTMLElement {
  connectedCallback() {
    /** @type {Map<number, AlarmRow>} */
    this.known = new Map();
    this.waiting = 0;
    this.news = 0;
    const block = this.querySelector(":scope > script[type='application/json']");
    this.filter = JSON.parse(block?.textContent || "{}");
    this.box = /** @type {HTMLElement} */ (this.querySelector("[data-rows]"));
    this.template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    this.stream = new Stream(this.getAttribute("stream") ?? "/live/alarms", {
      alarm: (row) => this.take(row),
      reload: () => location.reload(),
    }, { after: this.getAttribute("after") ?? "0", always: this.wantsSound() });
    this.addEventListener("sound", () => { if (this.stream) this.stream.always = this.wantsSound(); });
  }

  disconnectedCallback() { this.stream?.close(); }

  wantsSound() { return this.hasAttribute("sound") && localStorage.getItem("sound") === "on"; }

  /** @param {AlarmRow} row */
  take(row) {
    const element = this.find(row.id);
    if (element && Number(element.dataset.revision) >= row.revision) return;
    const before = this.known?.get(row.id);
    if (!this.known || !keepNewer(this.known, row)) return;
    this.place(row, element);
    if (isNews(row, before) && !element && matches(row, this.filter)) this.announce();
    document.dispatchEvent(new CustomEvent("alarm", { detail: row }));
    document.body.dispatchEvent(new CustomEvent("alarms-changed"));
  }

  /** @param {number} id @returns {HTMLElement | null} */
  find(id) { return this.box?.querySelector(`[data-id="${id}"]`) ?? null; }

  /** @param {AlarmRow} row @param {HTMLElement | null} element */
  place(row, element) {
    const wanted = matches(row, this.filter);
    if (element && wanted) fill(element, row);
    else if (element) this.remove_(element);
    else if (wanted && this.getAttribute("insert") === "yes") this.insert(row);
    else if (wanted) this.count();
  }

  /** @param {AlarmRow} row */
  insert(row) {
    const copy = /** @type {DocumentFragment} */ (this.template?.content.cloneNode(true));
    const element = /** @type {HTMLElement} */ (copy.firstElementChild);
    fill(element, row);
    element.classList.add("arrived");
    const rows = [...(this.box?.children ?? [])];
    const next = rows.find((one) => (one instanceof HTMLElement ? one.dataset.raised ?? "" : "") < row.raised_at);
    element.dataset.raised = row.raised_at;
    this.box?.insertBefore(element, next ?? null);
    const extra = this.box?.children[Number(this.getAttribute("limit") ?? 50)];
    if (extra) extra.remove();
    this.toggleAttribute("filled", true);
  }

  /** Take a row away without losing the keyboard's place. @param {HTMLElement} element */
  remove_(element) {
    const neighbour = element.nextElementSibling ?? element.previousElementSibling;
    const focused = element.contains(document.activeElement);
    element.remove();
    const target = neighbour?.querySelector("input, a");
    if (focused && target instanceof HTMLElement) target.focus();
    this.toggleAttribute("filled", Boolean(this.box?.children.length));
  }

  count() {
    this.waiting = (this.waiting ?? 0) + 1;
    const note = this.querySelector("[data-waiting]");
    if (!(note instanceof HTMLElement)) return;
    note.hidden = false;
    const words = note.querySelector("[data-count]");
    if (words) words.textContent = text("alarms.waiting", { count: this.waiting });
  }

  /** Tell listeners once for all that arrive within a second, not once each. */
  announce() {
    this.news = (this.news ?? 0) + 1;
    if (this.wantsSound()) ring();
    if (this.timer) return;
    this.timer = setTimeout(() => {
      const place = this.querySelector("[data-announce]");
      if (place) place.textContent = text("alarms.arrived", { count: this.news ?? 0 });
      this.timer = undefined;
      this.news = 0;
    }, 1000);
  }
}

customElements.define("alarm-feed", AlarmFeed);
