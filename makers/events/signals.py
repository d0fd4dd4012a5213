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

item_leaving = _signals.signal("item-leaving")
"""A programme item is about to go away, or to become another kind of item. May it?

Sender: the ``ProgrammeItem``. With it: ``session``. A receiver answers ``None``, or a sentence
that says what still hangs on it and what to do first; then the item stays.
"""

role_leaving = _signals.signal("role-leaving")
"""A role is about to go away. May it?

Sender: the ``Role``. With it: ``session``. Answers as for ``item_leaving``.
"""

domain_leaving = _signals.signal("domain-leaving")
"""A policy domain is about to go away. May it?

Sender: the ``PolicyDomain``. With it: ``session``. Answers as for ``item_leaving``.
"""

called_off = _signals.signal("called-off")
"""The event will not take place; its ``cancelled_because`` says why.

Sender: the ``Event``. With it: ``session``, ``now`` (UTC) and ``by`` (an ``Actor``).
"""

reinstated = _signals.signal("reinstated")
"""The event that was called off takes place after all.

Sender: the ``Event``. With it: ``session``, ``now`` (UTC) and ``by`` (an ``Actor``).
"""

programme_wanted = _signals.signal("programme-wanted")
"""What do parts of the programme consist of that anybody may know?

Sender: the ``Event``. A receiver answers a list of ``exports.Part``; it only reads.
"""

event_copied = _signals.signal("event-copied")
"""A copy of an event was made; what others keep with it may come along, but never people.

Sender: the new ``Event``. With it: ``source`` (the ``Event`` it was made of), ``roles`` and
``items`` (ids of the source's roles and programme items to those of the copy, as far as these came
along), ``chosen`` (a frozenset of ``copying.Choice``), ``session``, ``now`` (UTC) and ``by``.
"""
