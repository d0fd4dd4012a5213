"""What a browser is called, so that its owner knows it in a list."""

from __future__ import annotations

from collections.abc import Mapping

# the first that stands in what a browser says of itself; most say they are others as well
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "CrOS": "ChromeOS",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


def named(user_agent: str) -> str:
    """A browser in words, such as ``Firefox, Windows``; empty for one that says nothing known."""
    known = (_first(names, user_agent) for names in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in known if name)


def _first(names: Mapping[str, str], user_agent: str) -> str:
    return next((name for sign, name in names.items() if sign in user_agent), "")
