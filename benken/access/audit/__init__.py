"""The two logs sealed, sealed again outside the database, and checked."""
