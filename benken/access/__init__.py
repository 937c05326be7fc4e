"""Teams, users, roles, sign-in, the acting user, row policies, the reading log."""
