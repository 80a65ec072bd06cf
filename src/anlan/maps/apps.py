"""App configuration."""

from django.apps import AppConfig


class MapsConfig(AppConfig):
    name = "anlan.maps"
    label = "maps"
