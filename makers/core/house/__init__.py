"""The house: what this installation calls itself, how it looks, and how long it keeps.

One row, kept in memory by every process: pages ask ``house.name`` and cost no statement.
"""

from __future__ import annotations

from makers.core.house.keeping import House, current, init_app, read_again

__all__ = ["House", "current", "init_app", "read_again"]
