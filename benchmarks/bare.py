"""The least a page can be: Flask, one Jinja template, one SQLite query; the yardstick."""

from __future__ import annotations

import os
import sqlite3
from types import SimpleNamespace

from flask import Flask, render_template_string

PAGE = "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1><p>{{ places }}</p>"

app = Flask(__name__)
# the server's settings look for these
app.extensions["makers_live"] = SimpleNamespace(alive=None)
app.extensions["makers_worker"] = SimpleNamespace(wanted=False)
database = sqlite3.connect(
    os.environ["DATABASE_URL"].removeprefix("sqlite:///"), check_same_thread=False
)


@app.get("/")
def page() -> str:
    """One row on one page."""
    title, places = database.execute("SELECT title, capacity FROM event LIMIT 1").fetchone()
    return render_template_string(PAGE, title=title, places=places)


@app.get("/healthz")
def health() -> str:
    """The server is up."""
    return "ok"
