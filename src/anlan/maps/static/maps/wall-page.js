// Modules of the wall: always dark, no menu; new alarms and counters come by themselves.
import "htmx";
import "anlan/web/clock-time.js";
import "anlan/web/connection-state.js";
import "anlan/telemetry/alarm-feed.js";
import "anlan/maps/live-map.js";
