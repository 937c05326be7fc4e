"""Settings, addresses, commands: the one place that knows every app."""
