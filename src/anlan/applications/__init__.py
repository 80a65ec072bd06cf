"""The four systems: command, hazchem, enforcement, hazvehicles. Independent of each other."""
