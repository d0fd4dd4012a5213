"""Tests that read like the sentence they prove: a folder a slice, journeys and faults beside."""
