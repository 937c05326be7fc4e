"""Verbs of this app: people, relations, entries."""
