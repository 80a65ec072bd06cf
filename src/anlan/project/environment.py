"""Typed readers for `ANLAN_` environment variables; what is not asked for is an error."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "ANLAN_"
TRUE = frozenset({"1", "yes", "true", "on"})
FALSE = frozenset({"0", "no", "false", "off"})


class ConfigurationError(Exception):
    """A setting is missing, malformed or unknown; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as the reference page shows it."""

    name: str
    kind: str
    default: str
    meaning: str


@dataclass(slots=True)
class Environment:
    """Reads settings and remembers which exist, so that unknown variables can be refused."""

    values: Mapping[str, str] = field(default_factory=lambda: os.environ)
    settings: dict[str, Setting] = field(default_factory=dict)

    def text(self, name: str, default: str, meaning: str) -> str:
        """Return a text setting."""
        return self._read(Setting(PREFIX + name, "text", default, meaning))

    def whole(self, name: str, default: int, meaning: str) -> int:
        """Return a whole number.

        Raises:
            ConfigurationError: The variable is not a whole number.
        """
        raw = self._read(Setting(PREFIX + name, "whole number", str(default), meaning))
        try:
            return int(raw)
        except ValueError:
            raise ConfigurationError(f"{PREFIX}{name} must be a whole number, got {raw!r}") from None

    def flag(self, name: str, *, default: bool, meaning: str) -> bool:
        """Return a yes/no setting.

        Raises:
            ConfigurationError: The variable is neither yes nor no.
        """
        raw = self._read(Setting(PREFIX + name, "yes or no", "yes" if default else "no", meaning)).lower()
        if raw not in TRUE | FALSE:
            raise ConfigurationError(f"{PREFIX}{name} must be yes or no, got {raw!r}")
        return raw in TRUE

    def secret(self, name: str, default: str, meaning: str) -> str:
        """Return a secret, from the variable or from the file that `<name>_FILE` names.

        Raises:
            ConfigurationError: The file cannot be read.
        """
        path = self._read(Setting(f"{PREFIX}{name}_FILE", "path", "", f"File that holds {PREFIX}{name}"))
        value = self._read(Setting(PREFIX + name, "secret", default, meaning))
        if not path:
            return value
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigurationError(f"{PREFIX}{name}_FILE: {error}") from error

    def refuse_unknown(self, *, also: Iterable[str] = ()) -> None:
        """Raise if the environment has a variable with our prefix that nobody reads.

        Raises:
            ConfigurationError: Names the unknown variables.
        """
        known = set(self.settings) | set(also)
        unknown = sorted(name for name in self.values if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise ConfigurationError(f"unknown settings: {', '.join(unknown)} (see the settings page)")

    def _read(self, setting: Setting) -> str:
        self.settings[setting.name] = setting
        return self.values.get(setting.name, setting.default)
