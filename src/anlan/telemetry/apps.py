"""App configuration."""

from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    name = "anlan.telemetry"
    label = "telemetry"
