"""What the signups slice says to the slices after it.

Signals are sent inside the transaction that makes the change. Receivers join it: they never begin
or commit one.
"""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

signup_cancelled = _signals.signal("signup-cancelled")
"""Someone will not come: their slot, seat and case are free for others.

Sender: the ``Signup``. With it: ``session``, ``now`` (UTC) and ``by`` (an ``Actor``).
"""
