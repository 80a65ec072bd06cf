"""The documentation: Markdown pages, and the tables that are made from the code."""
