"""Journeys in a real browser against real processes."""
