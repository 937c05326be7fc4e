"""What is done with an import: uploaded, mapped, decided, taken in, undone."""
