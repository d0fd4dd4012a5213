"""A pecha kucha, in a real browser."""
