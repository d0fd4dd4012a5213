"""Signals of all tables together: the rules and gaps that came up, which say the same, how often.

It stands in ``reports`` and not in ``intervision``: at its table a note stays as it was written,
and putting alike ones under another there (``notes.grouping``) is the table's own. What is gathered
here is what left the tables with their bringers' approval, in the words of the desk, and its reader
is the one who reads the report. Tables are counted, never people.
"""
