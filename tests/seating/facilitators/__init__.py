"""Tests of the pages and mails of facilitators."""
