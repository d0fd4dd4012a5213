"""What the intervision slice says to the slices after it, inside its transaction."""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

table_cleared = _signals.signal("table-cleared")
"""What lies on a table goes to another: they become one, or the table is no more.

Sender: the ``Table`` it lies on. With it: ``to`` (the other ``Table``) and ``ledger`` (a
``recovery.ledger.Ledger``). Receivers change their rows through the ledger, so that it can be
undone; their rows keep their ids.
"""
