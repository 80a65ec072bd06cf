// <alarm-keys>: the alarm list by keyboard. j/k or arrows move, x or space marks, A marks all, a acknowledges
// what is marked (or the row in focus), Enter opens, / goes to the filter, ? shows the keys.

class AlarmKeys extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.addEventListener("change", () => this.counted());
    document.addEventListener("keydown", (event) => {
      if (!this.contains(document.activeElement) && document.activeElement === document.body) this.pressed(event);
    });
    this.querySelector("[data-all]")?.addEventListener("change", (event) => {
      this.markAll(/** @type {HTMLInputElement} */ (event.target).checked);
    });
    this.counted();
  }

  rows() { return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-rows] > [data-id]")]); }

  /** @param {HTMLElement} row */
  box(row) { return /** @type {HTMLInputElement | null} */ (row.querySelector("input[type=checkbox]")); }

  current() { return this.rows().findIndex((row) => row.contains(document.activeElement)); }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const typing = event.target instanceof Element && event.target.closest("input:not([type=checkbox]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = /** @type {Record<string, () => void>} */ ({
      j: () => this.move(1), ArrowDown: () => this.move(1), k: () => this.move(-1), ArrowUp: () => this.move(-1),
      x: () => this.mark(), A: () => this.markAll(true), a: () => this.acknowledge(),
      Enter: () => this.openRow(), "/": () => this.search(), "?": () => this.help(),
    })[event.key];
    if (!act || (event.key === "Enter" && !(event.target instanceof HTMLInputElement))) return;
    event.preventDefault();
    act();
  }

  /** @param {number} step */
  move(step) {
    const rows = this.rows();
    const next = rows[Math.min(Math.max(this.current() + step, 0), rows.length - 1)];
    if (!next) return;
    (this.box(next) ?? next.querySelector("a"))?.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  mark() {
    const row = this.rows()[this.current()];
    const box = row && this.box(row);
    if (box) { box.checked = !box.checked; this.counted(); }
  }

  /** @param {boolean} on */
  markAll(on) {
    for (const row of this.rows()) { const box = this.box(row); if (box) box.checked = on; }
    this.counted();
  }

  acknowledge() {
    const row = this.rows()[this.current()];
    const box = row && this.box(row);
    if (!this.marked().length && box) box.checked = true;
    this.counted();
    const form = this.querySelector("form[data-acknowledge]");
    if (form instanceof HTMLFormElement && this.marked().length) form.requestSubmit();
  }

  marked() { return this.rows().map((row) => this.box(row)).filter((box) => box?.checked); }

  counted() {
    const count = this.marked().length;
    for (const place of this.querySelectorAll("[data-marked]")) place.textContent = String(count);
    const button = this.querySelector("button[data-acknowledge-button]");
    if (button instanceof HTMLButtonElement) button.disabled = count === 0;
  }

  openRow() { this.rows()[this.current()]?.querySelector("a")?.click(); }

  search() { document.getElementById("filter-text")?.focus(); }

  help() {
    const details = document.getElementById("keys-help");
    if (details instanceof HTMLDetailsElement) details.open = !details.open;
  }
}

customElements.define("alarm-keys", AlarmKeys);
