"""Subcommands of `anlan`, one module each; a module exposes `command`."""
