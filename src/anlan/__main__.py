"""`python -m anlan` is the `anlan` command."""

from anlan.project.cli import main

main()
