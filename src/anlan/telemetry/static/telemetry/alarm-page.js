// Modules of the page of one alarm.
import "anlan/telemetry/alarm-watch.js";
import "anlan/telemetry/trend-chart.js";
