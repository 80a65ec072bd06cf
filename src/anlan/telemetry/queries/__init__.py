"""Reads of telemetry; every one takes the actor and shows only what is in its scope."""
