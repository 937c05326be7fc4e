"""Staff pages of this app, by noun."""
