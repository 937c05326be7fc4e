"""The ways out to phones and back: one small interface, and what stands behind it. Knows no model."""
