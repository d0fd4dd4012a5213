"""Tests of the programme in the forms that others fetch."""
