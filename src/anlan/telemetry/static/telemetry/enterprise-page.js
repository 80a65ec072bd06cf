// Modules of the page of one enterprise.
import "anlan/telemetry/alarm-feed.js";
import "anlan/telemetry/latest-values.js";
