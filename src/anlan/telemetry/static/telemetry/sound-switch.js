// <sound-switch>: its button turns the ring for new alarms on and off, remembered in this browser.
import { ring } from "anlan/telemetry/sound.js";

class SoundSwitch extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const show = () => button?.setAttribute("aria-pressed", String(localStorage.getItem("sound") === "on"));
    show();
    button?.addEventListener("click", () => {
      const on = localStorage.getItem("sound") !== "on";
      localStorage.setItem("sound", on ? "on" : "off");
      if (on) ring();
      show();
      document.querySelector("alarm-feed")?.dispatchEvent(new CustomEvent("sound"));
    });
  }
}

customElements.define("sound-switch", SoundSwitch);
