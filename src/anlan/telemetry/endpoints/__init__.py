"""HTTP API of telemetry: one module with one `router` for each subject."""
