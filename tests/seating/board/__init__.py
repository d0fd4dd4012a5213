"""Tests of the board on which people are seated."""
