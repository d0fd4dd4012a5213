"""Tests of the slice intervision."""
