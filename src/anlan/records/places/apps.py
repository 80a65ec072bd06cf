"""App configuration."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "anlan.records.places"
    label = "places"
