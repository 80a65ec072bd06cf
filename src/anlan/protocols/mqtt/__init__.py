"""The client's side of MQTT 3.1.1, sans-IO: what a publishing device and a subscribing gateway need.

    fixed header   kind and flags (1 byte), remaining length (1 to 4 bytes, 7 bits each, low first)
    CONNECT 0x10 · CONNACK 0x20 · PUBLISH 0x3x · PUBACK 0x40 · SUBSCRIBE 0x82 · SUBACK 0x90
    PINGREQ 0xC0 · PINGRESP 0xD0 · DISCONNECT 0xE0

One process of ours speaks for hundreds of devices, and one takes thousands of messages a second, so this
stands in place of a client library (decision 0070). Left out: QoS 2, wills, retained messages, MQTT 5.

Standard: OASIS MQTT Version 3.1.1, clauses 2.2, 3.1 to 3.4, 3.8, 3.9, 3.12 to 3.14.
"""
