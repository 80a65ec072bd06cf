// Modules of the alarm list.
import "anlan/telemetry/alarm-feed.js";
import "anlan/telemetry/alarm-keys.js";
import "anlan/telemetry/sound-switch.js";
