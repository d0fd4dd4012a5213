"""Agreements of a table."""
