// <live-map>: enterprises on the boundaries of the province, coloured by their worst open alarm.
// Attributes: boundaries, counties, states (addresses), tiles (template or empty), detail (address with /0/).
// It listens to `alarm` events of the document (see <alarm-feed>) or, with `stream`, to its own stream.
import * as maplibre from "maplibre";
import { Stream } from "anlan/web/live.js";
import { text } from "anlan/web/texts.js";
import { style } from "anlan/maps/map-style.js";

const FONTS = ["Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "sans-serif"];

class LiveMap extends HTMLElement {
  connectedCallback() {
    /** @type {Set<number>} */
    this.dirty = new Set();
    /** @type {import("maplibre").Map | undefined} */
    this.map = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.soon = undefined;
    /** @type {Map<number, any>} */
    this.features = new Map();
    this.redraw = () => this.build();
    document.addEventListener("theme", this.redraw);
    this.heard = (/** @type {Event} */ event) => this.changed(/** @type {CustomEvent} */ (event).detail);
    document.addEventListener("alarm", this.heard);
    const stream = this.getAttribute("stream");
    if (stream) this.stream = new Stream(stream, { alarm: (row) => this.changed(row), reload: () => this.refresh() }, { after: this.getAttribute("after") ?? "0" });
    this.timer = setInterval(() => this.refresh(), 60_000);
    this.build();
    this.refresh(true);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.stream?.close();
    if (this.redraw) document.removeEventListener("theme", this.redraw);
    if (this.heard) document.removeEventListener("alarm", this.heard);
    this.map?.remove();
  }

  build() {
    /** @type {object} */
    const view = this.map ? { center: this.map.getCenter(), zoom: this.map.getZoom() } : {};
    this.map?.remove();
    const plot = /** @type {HTMLElement} */ (this.querySelector("[data-plot]"));
    try {
      this.map = new maplibre.Map({
        container: plot, attributionControl: false, dragRotate: false, pitchWithRotate: false, maxZoom: 17,
        bounds: [114.7, 34.3, 122.8, 38.5], fitBoundsOptions: { padding: 8 }, localIdeographFontFamily: FONTS.join(","),
        style: style({
          boundaries: this.address("boundaries"), counties: this.address("counties"),
          tiles: this.getAttribute("tiles") ?? "", fonts: FONTS, scale: innerWidth >= 2400 ? 2 : 1,
        }),
        ...view,
      });
    } catch {
      plot.textContent = text("map.impossible");
      return;
    }
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    this.map.getCanvas().setAttribute("aria-label", text("map.description"));
    this.map.on("load", () => { this.labels("prefectures", "prefecture-labels"); this.labels("counties", "county-labels"); this.show(); });
    this.map.on("idle", () => this.toggleAttribute("ready", true));
    this.map.on("click", "enterprises", (event) => this.choose(Number(event.features?.[0]?.properties.id)));
    for (const [name, shape] of [["mouseenter", "pointer"], ["mouseleave", ""]]) {
      this.map.on(/** @type {"mouseenter"} */ (name), "enterprises", () => { if (this.map) this.map.getCanvas().style.cursor = shape ?? ""; });
    }
  }

  /** @param {string} name */
  address(name) { return new URL(this.getAttribute(name) ?? "", location.href).href; }

  /** Names stand at the label point of each division, once. @param {string} name @param {string} target */
  async labels(name, target) {
    const answer = await fetch(this.address(name === "prefectures" ? "boundaries" : "counties"));
    const { features } = await answer.json();
    this.source(target)?.setData({
      type: "FeatureCollection",
      features: features.map((/** @type {any} */ { properties }) => ({
        type: "Feature", properties, geometry: { type: "Point", coordinates: [properties.longitude, properties.latitude] },
      })),
    });
  }

  /** @param {string} name */
  source(name) { return /** @type {import("maplibre").GeoJSONSource | undefined} */ (this.map?.getSource(name)); }

  /** @param {{enterprise_id: number}} row */
  changed(row) {
    this.dirty?.add(row.enterprise_id);
    this.soon ??= setTimeout(() => { this.soon = undefined; this.refresh(); }, 700);
  }

  /** Read the states again: of all enterprises, or of those that changed. @param {boolean} [all] */
  async refresh(all = !this.dirty?.size) {
    const url = new URL(this.address("states"));
    if (!all) url.searchParams.set("ids", [...(this.dirty ?? [])].slice(0, 200).join(","));
    this.dirty?.clear();
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) return;
    const { features } = await answer.json();
    if (all) this.features?.clear();
    for (const feature of features) this.features?.set(feature.properties.id, feature);
    this.show();
    this.dispatchEvent(new CustomEvent("states", { bubbles: true }));
  }

  show() {
    this.source("enterprises")?.setData({ type: "FeatureCollection", features: [...(this.features?.values() ?? [])] });
  }

  /** Open the panel of an enterprise. @param {number} id */
  choose(id) {
    this.dispatchEvent(new CustomEvent("enterprise", { detail: id, bubbles: true }));
  }

  /** Bring an enterprise into view. @param {number} id */
  focusOn(id) {
    const feature = this.features?.get(id);
    if (feature) this.map?.easeTo({ center: feature.geometry.coordinates, zoom: Math.max(this.map.getZoom(), 11) });
  }
}

customElements.define("live-map", LiveMap);
