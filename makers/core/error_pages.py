"""What people see when something may not be, is not there, or went wrong: a sentence."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException

from makers.core.access import DeadLink
from makers.core.database import db
from makers.core.errors import Refusal
from makers.core.web import wants_fragment


def init_app(app: Flask) -> None:
    """Have every refusal and failure told in the reader's language."""
    app.register_error_handler(Refusal, _show_refusal)
    app.register_error_handler(ObjectDeletedError, _show_gone)
    app.register_error_handler(CSRFError, _show_csrf_error)
    app.register_error_handler(DeadLink, _show_dead_link)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(500, _show_failure)


def _show_refusal(refusal: Refusal) -> Response:
    db.session.rollback()
    return _error(refusal.status, str(refusal.sentence))


def _show_gone(error: ObjectDeletedError) -> Response:
    """Of two who change the same at once, one took it away while the other waited."""
    db.session.rollback()
    return _error(410, _("Dit is intussen weggehaald. Ververs de pagina om te zien wat er staat."))


def _show_csrf_error(error: CSRFError) -> Response:
    sentence = _(
        "Deze pagina stond te lang open of je browser weigert cookies. "
        "Ga terug, ververs de pagina en verstuur het formulier opnieuw."
    )
    return _error(400, sentence)


def _show_dead_link(error: DeadLink) -> Response:
    """One page for every link that opens nothing: it tells nobody which of them ever did."""
    if wants_fragment():
        return _error(404, _("Deze link werkt niet meer. Vraag wie je de link gaf om een nieuwe."))
    return Response(render_template("errors/dead_link.html"), 404, mimetype="text/html")


def _show_http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    if error.code == 401 and not wants_fragment():
        return render_template("errors/need_link.html"), 401
    sentences = {
        401: _("Dit is alleen te zien met je eigen link. Open die link uit je e-mail opnieuw."),
        403: _(
            "Dit formulier kwam van een andere website. Open de pagina zelf en probeer het opnieuw."
        ),
        404: _(
            "Deze pagina is er niet, of niet voor jou. Kijk het adres na of begin bij het begin."
        ),
        405: _(
            "Zo kan deze pagina niet gebruikt worden. Ga terug en gebruik de knop op de pagina."
        ),
        413: _("Dit is te groot om te versturen. Maak het kleiner en probeer het opnieuw."),
    }
    other = _("Dit ging niet goed. Ga terug en probeer het opnieuw.")
    return _error(error.code, sentences.get(error.code, other))


def _show_failure(error: HTTPException) -> Response:
    db.session.rollback()
    sentence = _(
        "Er ging iets mis aan onze kant. Ga terug: wat je typte staat er nog. "
        "Probeer het over een minuut opnieuw."
    )
    return _error(500, sentence)


def _error(status: int, sentence: str) -> Response:
    """A page that says it; to a part of a page the sentence alone, for beside its button."""
    if wants_fragment():
        return Response(sentence, status, mimetype="text/plain")
    page = render_template("errors/error.html", status=status, sentence=sentence)
    return Response(page, status, mimetype="text/html")
