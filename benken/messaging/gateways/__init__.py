"""How texts leave the house and come in: one small interface, and what stands behind it."""
