"""Benken, the Bench: a person and the people who help, on the same bench."""
