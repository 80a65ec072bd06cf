"""The composition root: settings, URLs, command line, embedded runtime. Knows everything."""
