"""The report as documents, one room for each kind.

Words and markup are made here, in the reader's process, where the translations are; the heavy
work (typst, pandoc) is an ``Errand`` for another process. ``makers.reports.workshop`` runs them.
"""
