"""What the simulator counts."""

from prometheus_client import Counter, Gauge

MESSAGES = Counter("anlan_simulation_messages_total", "Messages published, repeats included")
ACKNOWLEDGED = Counter("anlan_simulation_acknowledged_readings_total", "Readings the broker acknowledged")
FAULTS = Counter("anlan_simulation_faults_total", "Faults begun", ["kind"])
CONNECTIONS = Gauge("anlan_simulation_connections", "Gateways connected now")
REFUSED = Counter("anlan_simulation_refused_connections_total", "Connections the broker refused")
WAITING = Gauge("anlan_simulation_waiting_reports", "Reports not acknowledged yet, all gateways")
BEHIND = Gauge("anlan_simulation_behind_seconds", "How late the newest reports were taken [s]")
