// Modules of the map page.
import "anlan/maps/live-map.js";
import "anlan/maps/map-panel.js";
