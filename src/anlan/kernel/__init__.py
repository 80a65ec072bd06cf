"""Units, instants, identifiers and positions: words every other package shares. Pure."""
