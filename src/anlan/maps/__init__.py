"""Layers and the map element."""
