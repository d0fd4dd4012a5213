"""Tests of signing up."""
