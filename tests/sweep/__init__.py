"""`make sweep`: a real browser over every page, and a machine's eye for what a person would trip over."""
