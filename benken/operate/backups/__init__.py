"""Backup and restore: everything of a Benken in one file, and back into an empty place."""
