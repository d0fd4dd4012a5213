"""Tests that read like the sentence they prove: one folder per slice, journeys and faults beside."""
