// Modules of the page of one point.
import "anlan/telemetry/alarm-feed.js";
import "anlan/telemetry/latest-values.js";
import "anlan/telemetry/trend-chart.js";
