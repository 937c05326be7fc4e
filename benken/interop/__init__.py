"""Exchange with other systems: adapters, no rules."""
