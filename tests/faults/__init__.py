"""Faults made on purpose, by `make faults`: what happens when something breaks in the middle."""
