"""A service's own spreadsheet of persons, read and taken in: headings, cells, rows, decisions, load, command."""
