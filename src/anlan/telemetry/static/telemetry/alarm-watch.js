// <alarm-watch>: reads the card of one alarm again when the alarm has changed, unless somebody is writing in it.
import htmx from "htmx";
import { Stream } from "anlan/web/live.js";

class AlarmWatch extends HTMLElement {
  connectedCallback() {
    this.stream = new Stream(this.getAttribute("stream") ?? "", {
      alarm: (row) => this.changed(row),
      reload: () => this.read(),
    }, { after: this.getAttribute("after") ?? "0" });
  }

  disconnectedCallback() { this.stream?.close(); }

  /** @param {{id: number, revision: number}} row */
  changed(row) {
    const shown = document.querySelector("#alarm-card [data-revision]");
    const revision = shown instanceof HTMLElement ? Number(shown.dataset.revision) : 0;
    if (row.id === Number(this.getAttribute("alarm")) && row.revision > revision) this.read();
  }

  read() {
    const card = document.getElementById("alarm-card");
    const writing = card?.contains(document.activeElement) && document.activeElement?.matches("input, select, textarea");
    if (card && !writing) htmx.ajax("get", this.getAttribute("card") ?? "", { target: card, swap: "innerHTML" });
  }
}

customElements.define("alarm-watch", AlarmWatch);
