"""App configuration."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "anlan.records.access"
    label = "access"
