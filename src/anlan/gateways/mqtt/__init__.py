"""The MQTT gateway: plants' reports in, columnar batches of readings out.

It is an ordinary MQTT 3.1.1 client with a persistent session (clean session off, fixed client id, QoS 1,
acknowledged by hand after the log has the batch), so any broker serves. With the embedded NATS it also
lets the devices in: the broker asks it over auth callout.

Words: *report* one MQTT message of a device; *origin* the 8-byte digest of a report's identity, kept with the
batch so that a report that comes twice is stored once.
"""
