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

signup_erased = _signals.signal("signup-erased")
"""Somebody is erased: what later slices hold of them goes.

Sender: the ``Signup``. With it: ``session``, and ``texts``: whether what they brought (talk, case)
goes too, or only who brought it.
"""

address_erased = _signals.signal("address-erased")
"""Somebody with this address is erased: what later slices know of the address itself goes.

Sender: the normal address. With it: ``session``.
"""

data_wanted = _signals.signal("data-wanted")
"""Somebody asks for everything that is held about them.

Sender: the ``Signup``. With it: ``session``. A receiver answers ``None``, or a name and what it
holds, in values that JSON knows.
"""

person_needed = _signals.signal("person-needed")
"""The time of a person's data is over. Is there a reason to keep them longer?

Sender: the ``Person``. With it: ``session``. A receiver answers whether there is.
"""

over_wanted = _signals.signal("over-wanted")
"""Which rows of later slices have been kept long enough?

Sender: the moment ``now`` (UTC). A receiver answers a ``retention.Over``; it only reads.
"""

audience_wanted = _signals.signal("audience-wanted")
"""Which groups of people are there, beside roles, that an organiser may write to?

Sender: the ``Event``. A receiver answers a list of ``audience.Group``; it only reads.
"""

calendar_wanted = _signals.signal("calendar-wanted")
"""Which parts of the programme are somebody's own, for the calendar they subscribed to?

Sender: the ``Signup``, who has a place. A receiver answers a list of ``calendar_feed.Entry``,
without anything that was written at a table; it only reads.
"""
