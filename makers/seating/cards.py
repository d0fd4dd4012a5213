"""The card on a table: the way in for a phone, as a picture."""

from __future__ import annotations

from makers.core import web
from makers.seating.models import Table


def qr_of(table: Table) -> str:
    """The QR code that leads to the table, as a ``data:`` address: it stands in the page itself."""
    return web.qr(web.address("intervision.claim", code=table.join_code))
