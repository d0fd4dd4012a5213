"""Slides become pictures, in a process of their own that may fail without harm."""

from __future__ import annotations

from makers.talks.rendering.pictures import Page, render

__all__ = ["Page", "render"]
