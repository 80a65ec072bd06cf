// <clock-time>: China time, ticking.
import { moment } from "anlan/web/times.js";

class ClockTime extends HTMLElement {
  connectedCallback() {
    this.setAttribute("aria-hidden", "true");
    const tick = () => { this.textContent = moment(Date.now()); };
    tick();
    this.timer = setInterval(tick, 1000);
  }

  disconnectedCallback() { clearInterval(this.timer); }
}

customElements.define("clock-time", ClockTime);
