"""What the seating slice says to the slices after it. Receivers only read."""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

methods_wanted = _signals.signal("methods-wanted")
"""How will tables work that chose a way to?

Sender: the ``Event``. A receiver answers, by table id, the name of the method by language (``nl``
and ``en``); tables that did not choose are left out.
"""
