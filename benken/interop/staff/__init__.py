"""Accounts of those who work here, from a list the municipality has already."""
