"""What the events slice says to the slices after it.

Signals are sent inside the transaction that makes the change. Receivers join it: they never begin
or commit one.
"""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

capacity_changed = _signals.signal("capacity-changed")
"""The event or one of its roles holds another number of people than before.

Sender: the ``Event``. With it: ``session``, ``now`` (UTC) and ``by`` (an ``Actor``).
"""
