"""Template tags of telemetry."""
