"""What the seating slice says to the slices after it."""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

methods_wanted = _signals.signal("methods-wanted")
"""How will tables work that chose a way to?

Sender: the ``Event``. A receiver answers, by table id, the name of the method by language (``nl``
and ``en``); tables that did not choose are left out. It only reads.
"""

facilitator_changed = _signals.signal("facilitator-changed")
"""A table has another facilitator, or none any more.

Sender: the ``Table``. With it: ``session`` and ``now`` (UTC). Receivers join the transaction.
"""
