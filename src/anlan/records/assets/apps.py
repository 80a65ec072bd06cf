"""App configuration."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "anlan.records.assets"
    label = "assets"
