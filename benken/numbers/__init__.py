"""Numbers that are safe to show: counts of persons in which nobody can be found."""
