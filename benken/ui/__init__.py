"""Shell, components and tokens of the pages; knows no domain word."""
