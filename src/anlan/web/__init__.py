"""The shell of the interface: base page, design tokens, shared parts. No domain knowledge."""
