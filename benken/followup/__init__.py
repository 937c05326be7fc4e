"""Goals in the person's own words, steps, what is best now, basics, life areas, promises."""
