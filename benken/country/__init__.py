"""Dated facts of a country: phone numbers, limits, words."""
