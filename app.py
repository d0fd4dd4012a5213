"""The WSGI entry: ``gunicorn app:app`` or ``flask --app app run``."""

from __future__ import annotations

from makers import create_app

app = create_app()
