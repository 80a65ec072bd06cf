"""Filling ports: what the layers below ask for is given to them here, from the settings."""
