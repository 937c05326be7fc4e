"""Small pure tools without a domain word."""
