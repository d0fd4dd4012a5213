"""Tests of the event and its programme."""
