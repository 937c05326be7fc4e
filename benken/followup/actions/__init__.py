"""Verbs of this app: goals and steps, the person's own words, promises."""
