"""A word in between: messages in the app, both ways."""
