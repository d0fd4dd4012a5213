"""A browser without JavaScript against a real server: cookies, forms with their hidden fields."""

from __future__ import annotations

import http.client
import re
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')
Answer = tuple[int, str, str]  # status, where it leads, text


class Visitor:
    """One browser on one kept connection; reconnects when the server went away."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.cookies: dict[str, str] = {}
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page; redirects are not followed."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, object], **headers: str) -> Answer:
        """Send a form as given."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._ask("POST", path, urlencode(fields, doseq=True), headers)

    def upload(self, path: str, fields: dict[str, str], name: str, data: bytes) -> int:
        """Send a form with one file, named ``files``; the status."""
        mark = "-----visitor"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        about = f'Content-Disposition: form-data; name="files"; filename="{name}"'
        head = "".join(parts) + f"--{mark}\r\n{about}\r\n\r\n"
        body = head.encode() + data + f"\r\n--{mark}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._ask("POST", path, body, headers)[0]

    def enter(self, link: str) -> str:
        """Open a personal link and tell the clean path it leads to."""
        _, path, _ = self.get(urlsplit(link).path)
        return path

    def token(self, path: str) -> str:
        """The CSRF token on a page."""
        return hidden_fields(self.get(path)[2])["csrf_token"]

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(
        self, method: str, path: str, body: str | bytes | None, headers: dict[str, str]
    ) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**headers, "Cookie": cookie} if cookie else headers
        try:
            self._connection.request(method, path, body, sent)
            response = self._connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        for header in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return response.status, response.headers.get("Location", ""), text


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of a page's first form that has each name."""
    fields: dict[str, str] = {}
    for tag in HIDDEN.findall(page):
        found = dict(ATTRIBUTE.findall(tag))
        if "name" in found:
            fields.setdefault(found["name"], unescape(found.get("value", "")))
    return fields
