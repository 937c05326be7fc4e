"""The person, their phones, contact person and circle, and entries: the spine everyone writes to."""
