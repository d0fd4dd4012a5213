"""Attempts are counted within a stretch of time, and forgotten after it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core import limits
from makers.core.database import writing


def attempt(now: datetime, key: str = "door") -> None:
    """One attempt of at most two in ten minutes."""
    with writing() as session:
        limits.count(session, key, most=2, minutes=10, now=now)


def test_the_third_of_two_is_refused(app: Flask, now: datetime) -> None:
    attempt(now)
    attempt(now)
    with pytest.raises(limits.TooMany):
        attempt(now)


def test_another_key_has_its_own_count(app: Flask, now: datetime) -> None:
    attempt(now)
    attempt(now)
    attempt(now, key="another door")


def test_after_the_stretch_one_may_try_again(app: Flask, now: datetime) -> None:
    attempt(now)
    attempt(now)
    attempt(now + timedelta(minutes=10, seconds=1))
