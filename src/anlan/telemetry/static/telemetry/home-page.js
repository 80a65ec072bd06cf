// Modules of the overview.
import "anlan/telemetry/alarm-feed.js";
