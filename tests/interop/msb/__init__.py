"""A second implementation of the format `master-secret-backup`, version 1.

Written from docs/FORMAT.md alone, so that agreement with the first one says something about both. Numbers such as
"9.4" in comments are sections of that document.

It serves tests. It does not wipe secrets from memory and is no tool for real backups.
"""
