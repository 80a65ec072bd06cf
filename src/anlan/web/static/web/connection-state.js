// <connection-state>: says whether the page receives live data. Quiet while all is well.
import { text } from "anlan/web/texts.js";
import { state } from "anlan/web/live.js";

class ConnectionState extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.show = () => {
      const now = state();
      this.hidden = now === "idle";
      this.dataset.state = now;
      this.textContent = now === "idle" ? "" : text(`live.${now}`);
      this.title = this.textContent;
    };
    this.show();
    document.addEventListener("live-state", this.show);
  }

  disconnectedCallback() {
    if (this.show) document.removeEventListener("live-state", this.show);
  }
}

customElements.define("connection-state", ConnectionState);
