"""Sphinx: Markdown pages (MyST), warnings are errors (`make docs`)."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]

project = "Anlan (安澜)"
author = "The Anlan authors"
project_copyright = "The Anlan authors, Apache-2.0"
version = release = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = True

html_theme = "furo"
html_title = "Anlan"
html_show_sphinx = False
html_copy_source = False
