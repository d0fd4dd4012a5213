"""Links are capabilities: who holds one may enter, without an account (DESIGN §5.9).

A link is ``<kind>_`` and 256 random bits; only its SHA-256 is stored. Opening it gives this
browser's visit a grant and leads to a clean address. Revoking the link takes the grants along.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, bindparam, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from makers.core.database import Model, UTCDateTime, db, writing
from makers.core.prepared import Prepared

KINDS = (
    "personal",
    "table",
    "facilitator",
    "organiser",
    "projector",
    "invitation",
    "door",
    "moderator",
    "guide",
    "asked",
    "calendar",
    "address",
    "helper",
    "welcome",
    "latecomer",
)
DESK = ("organiser", "helper")  # logged in at the desk; subject: whose account
DESK_LASTS = timedelta(days=30)
WITHOUT_VISIT = ("calendar",)  # asked for by programs that keep no cookies
TOKEN_BYTES = 32


class Link(Model):
    """A link that was handed out, known only by its digest."""

    __tablename__ = "link"
    __table_args__ = (Index("ix_link_kind_subject_id", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    event_id: Mapped[int | None]
    subject_id: Mapped[int | None]
    signup_id: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Visit(Model):
    """One browser that holds rights; its secret stands in the session cookie."""

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime)


class GrantRow(Model):
    """A right of one visit, as long as its link is not revoked or past its end.

    ``browser``: what the visit is known by to who is logged in at the desk.
    """

    __tablename__ = "visit_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    event_id: Mapped[int | None]
    subject_id: Mapped[int | None]
    signup_id: Mapped[int | None]
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    browser: Mapped[str] = mapped_column(String(60), default="")


@dataclass(frozen=True)
class Grant:
    """A right this browser holds now: a kind of door, what it opens, and as whom."""

    kind: str
    event_id: int | None = None
    subject_id: int | None = None
    signup_id: int | None = None


def issue(session: Session, grant: Grant, *, now: datetime, until: datetime | None = None) -> str:
    """Make a link for ``grant`` in the running transaction and return its token; as ``draw``."""
    token, link = draw(grant, now=now, until=until)
    session.add(link)
    return token


def draw(grant: Grant, *, now: datetime, until: datetime | None = None) -> tuple[str, Link]:
    """A new token for ``grant`` and the row that will make it open a door, not stored yet.

    This is the only moment the token exists in plain; it opens the door until ``until`` (UTC) or
    until it is revoked. Raises ``ValueError`` for an unknown kind.
    """
    if grant.kind not in KINDS:
        raise ValueError(f"{grant.kind!r} is no kind of link")
    token = f"{grant.kind}_{secrets.token_urlsafe(TOKEN_BYTES)}"
    return token, Link(
        kind=grant.kind,
        digest=digest(token),
        event_id=grant.event_id,
        subject_id=grant.subject_id,
        signup_id=grant.signup_id,
        made_at=now,
        expires_at=until,
    )


def revoke(session: Session, kind: str, subject_id: int, *, now: datetime) -> None:
    """Close every link of this kind to this subject, and with them the grants they gave."""
    session.execute(
        update(Link)
        .where(Link.kind == kind, Link.subject_id == subject_id, Link.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def end_desk(session: Session, organiser_id: int, *, now: datetime) -> None:
    """Log somebody out at the desk in every browser, and close the links that log them in."""
    for kind in DESK:
        revoke(session, kind, organiser_id, now=now)
    mine = (GrantRow.kind.in_(DESK), GrantRow.subject_id == organiser_id)
    session.execute(delete(GrantRow).where(*mine))


def forget(session: Session, signup_id: int, *, now: datetime) -> None:
    """Close every door that was opened for this sign-up, in every browser."""
    mine = (Link.signup_id == signup_id, Link.revoked_at.is_(None))
    session.execute(update(Link).where(*mine).values(revoked_at=now))
    session.execute(delete(GrantRow).where(GrantRow.signup_id == signup_id))


def exchange(
    token: str, visit_secret: str | None, *, now: datetime, browser: str = ""
) -> tuple[Grant, str] | None:
    """Give the visit what the link opens; the grant and the visit's secret, ``None`` for no link.

    It writes a session row only: a mail scanner that opens the link changes nothing of the event.
    """
    link = _open(token, now)
    if link is None or link.kind in WITHOUT_VISIT:
        return None
    grant = Grant(link.kind, link.event_id, link.subject_id, link.signup_id)
    return grant, give(grant, visit_secret, link_id=link.id, now=now, browser=browser)


def behind(token: str, kind: str, *, now: datetime) -> Grant | None:
    """What this link of ``kind`` opens, for a program that keeps no cookies; one statement.

    ``None`` when it opens nothing, or is of another kind.
    """
    link = _open(token, now)
    if link is None or link.kind != kind:
        return None
    return Grant(link.kind, link.event_id, link.subject_id, link.signup_id)


def give(
    grant: Grant,
    visit_secret: str | None,
    *,
    now: datetime,
    link_id: int | None = None,
    browser: str = "",
) -> str:
    """Add a right to a visit (a new one without a known secret) and return the visit's secret.

    At the desk a visit is one organiser, whose last login is the one that counts.
    """
    at_desk = grant.kind in DESK
    if visit_secret is not None and not at_desk and _holds(grant, visit_secret, link_id):
        return visit_secret
    with writing() as session:
        visit = _visit(session, visit_secret)
        if visit is None:
            visit_secret = secrets.token_urlsafe(TOKEN_BYTES)
            visit = Visit(digest=digest(visit_secret), since=now)
            session.add(visit)
            session.flush()
        if at_desk:
            mine = (GrantRow.visit_id == visit.id, GrantRow.kind.in_(DESK))
            session.execute(delete(GrantRow).where(*mine))
        session.add(
            GrantRow(
                visit_id=visit.id,
                link_id=link_id,
                kind=grant.kind,
                event_id=grant.event_id,
                subject_id=grant.subject_id,
                signup_id=grant.signup_id,
                given_at=now,
                browser=browser,
            )
        )
    assert visit_secret is not None  # noqa: S101 - set on either path above
    return visit_secret


def held(visit_secret: str, *, now: datetime) -> tuple[Grant, ...]:
    """What this visit may enter now; one statement."""
    return tuple(Grant(*row) for row in _HELD.rows(digest=digest(visit_secret), now=now))


def proved_at(visit_secret: str) -> datetime | None:
    """When who is logged in at the desk proved who they are, last (UTC); one statement."""
    return db.session.scalar(
        select(func.max(GrantRow.given_at))
        .join(Visit, Visit.id == GrantRow.visit_id)
        .where(Visit.digest == digest(visit_secret), GrantRow.kind.in_(DESK))
    )


def leave(visit_secret: str) -> None:
    """End a visit: its rights are gone at once, on every tab."""
    with writing() as session:
        visit = _visit(session, visit_secret)
        if visit is not None:
            session.delete(visit)


def leave_event(visit_secret: str, event_id: int) -> None:
    """End what this visit may enter of one event, on every tab; its other rights stay."""
    with writing() as session:
        visit = _visit(session, visit_secret)
        if visit is not None:
            mine = (GrantRow.visit_id == visit.id, GrantRow.event_id == event_id)
            session.execute(delete(GrantRow).where(*mine))


def digest(token: str) -> str:
    """What is stored of a secret. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


# from the tables alone: every request of every screen asks it
_VISIT, _GRANT, _LINK = (model.__table__.c for model in (Visit, GrantRow, Link))


def rights() -> Select[Any]:
    """A row for each right that a visit holds (``digest``) and that is good ``now``, oldest first.

    Its columns are a ``Grant``'s; what is asked with them comes after those.
    """
    return (
        select(_GRANT.kind, _GRANT.event_id, _GRANT.subject_id, _GRANT.signup_id)
        .select_from(
            GrantRow.__table__.join(Visit.__table__, _GRANT.visit_id == _VISIT.id).outerjoin(
                Link.__table__, _GRANT.link_id == _LINK.id
            )
        )
        .where(
            _VISIT.digest == bindparam("digest"),
            _LINK.revoked_at.is_(None),
            _LINK.expires_at.is_(None) | (_LINK.expires_at > bindparam("now", type_=UTCDateTime)),
        )
        .order_by(_GRANT.id)
    )


_HELD = Prepared(rights())


def _open(token: str, now: datetime) -> Link | None:
    link = db.session.scalar(select(Link).where(Link.digest == digest(token)))
    if link is None or link.revoked_at or (link.expires_at and link.expires_at <= now):
        return None
    return link


def _holds(grant: Grant, visit_secret: str, link_id: int | None) -> bool:
    """Whether it is the visit's newest of its kind: on a shared laptop people come back."""
    newest = db.session.execute(
        select(GrantRow.link_id, GrantRow.signup_id)
        .join(Visit, GrantRow.visit_id == Visit.id)
        .where(
            Visit.digest == digest(visit_secret),
            GrantRow.kind == grant.kind,
            GrantRow.subject_id.is_(None)
            if grant.subject_id is None
            else GrantRow.subject_id == grant.subject_id,
        )
        .order_by(GrantRow.id.desc())
        .limit(1)
    ).one_or_none()
    return newest is not None and tuple(newest) == (link_id, grant.signup_id)


def _visit(session: Session, secret: str | None) -> Visit | None:
    if secret is None:
        return None
    return session.scalar(select(Visit).where(Visit.digest == digest(secret)))
