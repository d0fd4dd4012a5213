"""What every page shares: headers, languages, times on screen, redirects."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import segno
from babel import Locale
from flask import (
    Flask,
    Response,
    abort,
    current_app,
    redirect,
    request,
    url_for,
)
from flask_babel import Babel, format_date, format_datetime, get_locale
from flask_wtf.csrf import CSRFProtect
from htmx_flask import Htmx
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as BaseResponse

from makers.core import access, assets, clock, cookies
from makers.core.forms import LARGEST
from makers.core.tokens import csp_nonce, csrf_token

LANGUAGES = {"nl": "nl", "en": "en_GB"}
LOCALES = {name: Locale.parse(locale) for name, locale in LANGUAGES.items()}
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types htmx makers"
)
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'"
FRAMED_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors *"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
# of what is one reader's own, in their language, whole or as a part
OWN = {"Cache-Control": "no-store", "Vary": "Cookie, Accept-Language, HX-Request"}

View = TypeVar("View", bound=Callable[..., Any])
Thing = TypeVar("Thing")

babel = Babel()
csrf = CSRFProtect()


class NumberConverter(IntegerConverter):
    """A number in an address that no row can have is an address that is not there."""

    def __init__(self, rules: Map, *args: Any, **options: Any) -> None:
        super().__init__(rules, *args, **{"max": LARGEST, **options})


def init_app(app: Flask) -> None:
    """Give the app its numbers in addresses, headers, languages and filters."""
    app.url_map.converters["int"] = NumberConverter
    settings = app.config["MAKERS"]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.session_interface = cookies.Sessions(app)
    babel.init_app(app, locale_selector=_locale)
    app.before_request(_want_the_whole_form)
    app.before_request(_allow_size)  # both before the CSRF token is looked for in the form
    csrf.init_app(app)
    Htmx(app)
    app.before_request(_refuse_foreign_pages)
    app.after_request(_add_headers)
    app.jinja_env.globals.update(
        csp_nonce=csp_nonce,
        csrf_token=csrf_token,
        languages=LANGUAGES,
        settings=settings,
        in_language=in_language,
        new_key=uuid.uuid4,
        organises=access.is_organiser,
        in_charge=access.is_in_charge,
    )
    app.jinja_env.filters.update(
        clock=wall_clock, day=day, moment=moment, milliseconds=milliseconds
    )
    app.context_processor(lambda: {"lang": language(), "now": clock.now()})


def takes(megabytes: int) -> Callable[[View], View]:
    """Declare that a view takes forms of so many megabytes, with files; others take two."""

    def declare(view: View) -> View:
        view.megabytes = megabytes  # type: ignore[attr-defined]
        return view

    return declare


def anywhere(*, framed: bool = False) -> Callable[[View], View]:
    """Declare that other websites may fetch what this view answers, or show it in a frame.

    It sets no cookie, so that caches may keep it; a page in a frame has no script and no form.
    """

    def declare(view: View) -> View:
        view.anywhere = FRAMED_POLICY if framed else FILE_POLICY  # type: ignore[attr-defined]
        return view

    return declare


def _want_the_whole_form() -> None:
    """Refuse a form that the line cut short, instead of keeping what arrived of it.

    The server says that it ends the input itself; then nobody holds what came against the length
    that was promised, and half a note is a note.
    """
    if request.content_length is not None:
        request.environ.pop("wsgi.input_terminated", None)


def _allow_size() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    megabytes = getattr(view, "megabytes", None)
    if megabytes is not None:
        request.max_content_length = megabytes * 1024 * 1024


def wants_fragment() -> bool:
    """Whether htmx asks for a part of the page it stands in."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def found(thing: Thing | None) -> Thing:
    """The thing that was looked for; 404 when there is none, or none for who asks."""
    if thing is None:
        abort(404)
    return thing


def see(endpoint: str, **values: Any) -> BaseResponse:
    """Go on to a page by its endpoint's name, with 303: a form that was sent is not sent again."""
    return redirect(url_for(endpoint, **values), 303)


def address(endpoint: str, **values: Any) -> str:
    """The whole address of a page, as it goes on paper or into a mail."""
    base: str = current_app.config["MAKERS"].base_url
    return base + url_for(endpoint, **values, _external=False)


@lru_cache(500)
def qr(text: str) -> str:
    """A QR code as a ``data:`` address: it stands in the page itself."""
    return str(segno.make(text, error="m").svg_data_uri(scale=4, border=2, omitsize=True))


def qr_picture(text: str) -> bytes:
    """A QR code as a PNG file: black on white, with the rim that a reader needs.

    Looking for the fairest of the eight masks takes five times as long; readers take any.
    """
    file = BytesIO()
    segno.make(text, error="m", mask=2).save(file, kind="png", scale=5, border=4)
    return file.getvalue()


def language() -> str:
    """The reader's language: ``nl`` or ``en``."""
    locale = get_locale()
    return "nl" if locale is None else str(locale.language)


def in_language(lang: str) -> str:
    """This page's address in another language; of an answer to a form, the page with that form.

    That is what can be read at the same address, at ``new`` below it, or else above it.
    """
    known, path = current_app.url_map.bind(""), request.path
    if not known.test(path, "GET") and known.test(f"{path}/new", "GET"):
        path = f"{path}/new"
    while path and not known.test(path, "GET"):
        path = path.rpartition("/")[0]
    return f"{quote(path) or '/'}?{urlencode({**request.args.to_dict(), 'lang': lang})}"


def only_in_language() -> bool:
    """Whether a form was sent to be shown in another language, with all that is typed in it.

    The languages of a page that names its form (``typed_in``, base.html) send it so. Nothing of it
    counts yet: the view shows it again before it looks at anything.
    """
    return "in_language" in request.form


def wall_clock(value: datetime) -> str:
    """A time on the wall clock of Rotterdam: ``14.05``."""
    return clock.amsterdam(value).strftime("%H.%M")


def day(value: datetime) -> str:
    """A day in full in the reader's language: ``vrijdag 27 november 2026``."""
    return str(format_date(clock.amsterdam(value).date(), "EEEE d MMMM y", rebase=False))


def moment(value: datetime) -> str:
    """A day and a time, short: ``27 november, 14.05``."""
    return str(format_datetime(clock.amsterdam(value), "d MMMM, HH.mm", rebase=False))


def milliseconds(value: datetime) -> int:
    """A moment as scripts count it: milliseconds since 1970, UTC."""
    return int(value.timestamp() * 1000)


def _locale() -> Locale:
    asked = request.args.get("lang") or request.cookies.get("lang")
    if asked in LANGUAGES:
        return LOCALES[asked]
    return _best_of(request.headers.get("Accept-Language", ""))


@lru_cache(1000)
def _best_of(accepted: str) -> Locale:
    """Of our languages the one that a browser likes best; parsed once, they say the same often."""
    likes = parse_accept_header(accepted, LanguageAccept)
    return LOCALES[likes.best_match(LANGUAGES) or "nl"]


def _refuse_foreign_pages() -> None:
    """Beside the CSRF token: a browser says itself where a form was sent from."""
    came_from = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method not in SAFE_METHODS and came_from not in ("same-origin", "none"):
        abort(403)


def _add_headers(response: Response) -> Response:
    if current_app.config["MAKERS"].secure:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    view = current_app.view_functions.get(request.endpoint or "")
    policy = getattr(view, "anywhere", None)
    if policy is not None and response.status_code in (200, 304):
        return _open(response, policy)
    there = {name.lower() for name, _value in response.headers}
    ours = {"Content-Security-Policy": POLICY.format(nonce=csp_nonce()), **HEADERS}
    if request.endpoint in assets.KEPT:
        response.headers["Cache-Control"] = assets.FOR_EVER
    else:
        ours |= OWN
    for name, value in ours.items():
        if name.lower() not in there:
            response.headers.add(name, value)
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(
            "lang",
            request.args["lang"],
            max_age=365 * 86400,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["MAKERS"].secure,
        )
    return response


def _open(response: Response, policy: str) -> Response:
    """The headers of what other websites may fetch or show."""
    response.headers["Content-Security-Policy"] = policy
    for name, value in HEADERS.items():
        response.headers[name] = value
    if policy == FRAMED_POLICY:
        del response.headers["X-Frame-Options"]
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
