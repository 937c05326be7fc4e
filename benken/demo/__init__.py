"""The invented municipality and its guided tour."""
