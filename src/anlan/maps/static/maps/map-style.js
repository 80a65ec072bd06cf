// The map's style: boundaries as base map, no internet. Glyphs are drawn from the computer's own fonts.

/** @param {string} name */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Colour of an enterprise by its worst open alarm; grey when it is offline. @returns {any} */
export function pointColour() {
  return ["case", ["get", "offline"], token("--offline"), ["match", ["get", "priority"],
    4, token("--priority-4"), 3, token("--priority-3"), 2, token("--priority-2"), 1, token("--priority-1"), token("--calm")]];
}

/**
 * @param {{boundaries: string, counties: string, tiles: string, fonts: string[], scale: number}} sources
 * @returns {import("maplibre").StyleSpecification}
 */
export function style({ boundaries, counties, tiles, fonts, scale }) {
  /** @type {Record<string, any>} */
  const raster = tiles ? { tiles: { type: /** @type {const} */ ("raster"), tiles: [tiles], tileSize: 256 } } : {};
  /** @type {any[]} */
  const layers = [
    { id: "water", type: "background", paint: { "background-color": token("--map-water") } },
    ...(tiles ? [{ id: "tiles", type: "raster", source: "tiles" }] : []),
    { id: "land", type: "fill", source: "prefectures", paint: { "fill-color": token("--map-land"), "fill-opacity": tiles ? 0.15 : 1 } },
    {
      id: "county-lines", type: "line", source: "counties", minzoom: 7,
      paint: { "line-color": token("--map-line"), "line-width": 0.6, "line-dasharray": [3, 2] },
    },
    { id: "prefecture-lines", type: "line", source: "prefectures", paint: { "line-color": token("--map-line"), "line-width": 1.3 } },
    { id: "county-names", type: "symbol", source: "county-labels", minzoom: 8.5, layout: names(fonts, 11 * scale), paint: ink(0.8) },
    { id: "prefecture-names", type: "symbol", source: "prefecture-labels", layout: names(fonts, 13 * scale), paint: ink(0.95) },
    {
      id: "halo", type: "circle", source: "enterprises", filter: [">", ["get", "unacknowledged"], 0],
      paint: { "circle-radius": radius(6, scale), "circle-color": pointColour(), "circle-opacity": 0.28 },
    },
    {
      id: "enterprises", type: "circle", source: "enterprises",
      layout: { "circle-sort-key": ["get", "priority"] },
      paint: { "circle-radius": radius(0, scale), "circle-color": pointColour(), "circle-stroke-width": 1.2, "circle-stroke-color": token("--map-land") },
    },
    {
      id: "enterprise-names", type: "symbol", source: "enterprises", minzoom: 10,
      layout: { ...names(fonts, 12 * scale, "name"), "text-offset": [0, 1.1], "text-anchor": "top" }, paint: ink(1),
    },
  ];
  const empty = { type: /** @type {const} */ ("geojson"), data: { type: /** @type {const} */ ("FeatureCollection"), features: [] } };
  return {
    version: 8,
    sources: {
      ...raster,
      prefectures: { type: "geojson", data: boundaries },
      counties: { type: "geojson", data: counties },
      "prefecture-labels": { ...empty },
      "county-labels": { ...empty },
      enterprises: { ...empty, promoteId: "id" },
    },
    layers,
  };
}

/** Bigger when near, and when something is wrong. @param {number} extra @param {number} scale @returns {any} */
function radius(extra, scale) {
  const size = (/** @type {number} */ base) => ["*", scale, ["+", base + extra, ["*", 0.9, ["get", "priority"]]]];
  return ["interpolate", ["linear"], ["zoom"], 5, size(3), 9, size(5), 13, size(9)];
}

/** @param {string[]} fonts @param {number} size @param {string} [field] @returns {any} */
function names(fonts, size, field = "short_name") {
  return { "text-field": ["get", field], "text-font": fonts, "text-size": size, "text-max-width": 9, "text-padding": 4 };
}

/** @param {number} opacity @returns {any} */
function ink(opacity) {
  return { "text-color": token("--map-text"), "text-halo-color": token("--map-land"), "text-halo-width": 1.4, "text-opacity": opacity };
}
