"""Reads of this app, a module for each noun. Whoever reads about a person opens the record first."""
