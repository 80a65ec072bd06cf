// <map-panel>: the list beside the map, and the panel of the chosen enterprise. Everything the map tells by
// colour and click is here as text and links, for keyboard and screen reader.
import htmx from "htmx";

class MapPanel extends HTMLElement {
  connectedCallback() {
    this.map = /** @type {any} */ (document.querySelector("live-map"));
    document.addEventListener("enterprise", (event) => this.open(/** @type {CustomEvent} */ (event).detail));
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-enterprise]") : null;
      if (button instanceof HTMLElement) {
        const id = Number(button.dataset.enterprise);
        this.map?.focusOn(id);
        this.open(id);
      }
      if (event.target instanceof Element && event.target.closest("[data-back]")) this.back();
    });
  }

  /** @param {number} id */
  async open(id) {
    this.came = document.activeElement;
    const address = (this.getAttribute("detail") ?? "").replace("/0/", `/${id}/`);
    await htmx.ajax("get", address, { target: "#map-detail", swap: "innerHTML" });
    this.toggleAttribute("detailed", true);
    const heading = this.querySelector("#map-detail h2");
    if (heading instanceof HTMLElement) heading.focus();
  }

  back() {
    this.toggleAttribute("detailed", false);
    const place = this.querySelector("#map-detail");
    if (place) place.replaceChildren();
    if (this.came instanceof HTMLElement) this.came.focus();
  }
}

customElements.define("map-panel", MapPanel);
