"""What `anlan seed` puts into an empty platform: divisions, organisations, people, the simulated province."""
