"""The person's own pages, one module per noun."""
