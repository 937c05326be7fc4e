"""My page: what the person sees of their own course, on a cheap phone."""
