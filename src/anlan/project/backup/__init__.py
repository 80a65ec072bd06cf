"""`anlan backup` and `anlan restore`: database, lake and kept secrets in one folder with a manifest."""
