"""The accounts of who organises: who they are, what they may, and what they prove it with."""

from __future__ import annotations

import enum
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime, one_of


class DeskRole(enum.StrEnum):
    """What somebody may do at the desk.

    ``HELPER``: everything of an afternoon, but no files with people's data, no erasing, no
    settings of the house, no journal, and nothing about other organisers.
    """

    ORGANISER = "organiser"
    HELPER = "helper"

    @property
    def label(self) -> LazyString:
        """The role on screen."""
        return {
            DeskRole.ORGANISER: _l("organisator"),
            DeskRole.HELPER: _l("helper"),
        }[self]


class Organiser(Model):
    """Someone who organises: an account at the desk. No other ever gets its number.

    ``totp_salt``: of which the secret of an authenticator app is made; it counts from
    ``totp_since``, when its first code was right. ``totp_step`` is the last half minute whose code
    was used.
    """

    __tablename__ = "organiser"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str] = mapped_column(String(200))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    role: Mapped[DeskRole] = mapped_column(one_of(DeskRole), default=DeskRole.ORGANISER)
    totp_salt: Mapped[str | None] = mapped_column(String(32))
    totp_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    totp_step: Mapped[int | None]

    passkeys: Mapped[list[Passkey]] = relationship(
        order_by="Passkey.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def has_app(self) -> bool:
        """Whether the codes of an app open the desk."""
        return self.totp_since is not None

    @property
    def has_second_factor(self) -> bool:
        """Whether a password alone is not enough; one statement unless the passkeys are there."""
        return self.has_app or bool(self.passkeys)


class Passkey(Model):
    """What proves a passkey; its secret never leaves the device.

    ``credential_id`` is its name among devices, ``public_key`` checks what it signed. ``uses``: how
    often the device says that it signed, at the last login; 0 where it does not count.
    """

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(
        ForeignKey("organiser.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(60))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    uses: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class FormerOrganiser(Model):
    """The name of somebody who was taken off the list, under their number, for the journal."""

    __tablename__ = "former_organiser"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200))
    removed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RecoveryCode(Model):
    """A code for who lost the app or the passkey, known by its digest alone; each works once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(
        ForeignKey("organiser.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Welcome(Model):
    """Somebody who was asked to organise along, by a link that makes one account."""

    __tablename__ = "organiser_welcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320))
    role: Mapped[DeskRole] = mapped_column(one_of(DeskRole))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("organiser.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime] = mapped_column(UTCDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    by: Mapped[Organiser | None] = relationship()

    def is_open(self, now: datetime) -> bool:
        """Whether it still makes an account."""
        return self.accepted_at is None and self.withdrawn_at is None and now < self.until
