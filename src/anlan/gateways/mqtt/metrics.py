"""What the MQTT gateway counts."""

from prometheus_client import Counter, Gauge, Histogram

REPORTS = Counter("anlan_gateway_mqtt_reports_total", "Messages taken", ["kind"])
READINGS = Counter("anlan_gateway_mqtt_readings_total", "Readings put into the log")
REPEATED = Counter("anlan_gateway_mqtt_repeated_total", "Messages that came again and were not stored again")
DEAD_LETTERS = Counter("anlan_gateway_mqtt_dead_letters_total", "Messages or parts refused", ["reason"])
ADMISSIONS = Counter("anlan_gateway_mqtt_admissions_total", "Devices that asked to connect", ["outcome"])
BATCH_ROWS = Histogram(
    "anlan_gateway_mqtt_batch_rows", "Readings in a batch", buckets=(1, 10, 100, 500, 1000, 2000, 4096, 8192)
)
STORE_SECONDS = Histogram(
    "anlan_gateway_mqtt_store_seconds", "From a report's arrival to its acknowledgement [s]"
)
WAITING = Gauge("anlan_gateway_mqtt_waiting_reports", "Messages taken and not acknowledged yet")
CONNECTED = Gauge("anlan_gateway_mqtt_connected", "1 while the session is connected", ["session"])
