"""The page that a browser ends on: one template, no script, nothing from elsewhere, every text escaped."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from enum import StrEnum
from functools import cache
from string import Template
from typing import Final

from pomtray.core.catalogue import Catalogue, worded
from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import ISOLATED, OVER, composed, unmarked
from pomtray.core.text import phrase
from pomtray.serve.http import Response
from pomtray.serve.resources import resource_bytes

_STYLE: Final = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
_ISOLATED: Final = re.compile(f"{ISOLATED}([^{ISOLATED}{OVER}]*){OVER}")
_TITLE: Final = 120
_LINE: Final = 600
_LINES: Final = 6
_FOOTER: Final = phrase("pomtray, on this computer")
_told_in: list[Catalogue] = []
"""At most one; none for English."""


def use(catalogue: Catalogue | None) -> None:
    """Tell the pages in its language from now on: that of whoever signs in. None: in English."""
    _told_in[:] = [catalogue] if catalogue else []


@dataclass(frozen=True, slots=True)
class SignInOutcome:
    """How a sign-in ended, in plain text: the page escapes it."""

    ok: bool
    title: str
    lines: tuple[str, ...] = ()
    onward: str = ""
    """Where the browser goes on to instead of being told: the second sign-in of a renewal."""


class PageStyle(StrEnum):
    """The template's three faces, by their class in the style."""

    WELL = "well"
    FAILED = "failed"
    WAITING = "waiting"


def page(
    status: int, look: PageStyle, title: str, lines: tuple[str, ...], headers: tuple[tuple[bytes, bytes], ...] = ()
) -> Response:
    """The page as an answer; `lines` are paragraphs, the first one is the strongest."""
    told_in = _told_in[0] if _told_in else None
    shown = [text for line in lines[:_LINES] if (text := composed(worded(line, told_in), _LINE))]
    paragraphs = "\n".join(_paragraph(text, first=number == 0) for number, text in enumerate(shown))
    heading = _escaped(composed(worded(title, told_in), _TITLE))
    footer = _escaped(worded(_FOOTER, told_in))
    language = told_in.language if told_in else "en"
    body = _template().substitute(state=look, title=heading, lines=paragraphs, footer=footer, language=language)
    return bare(status, (b"Content-Type", b"text/html; charset=utf-8"), *headers, body=body.encode())


def outcome_page(outcome: SignInOutcome) -> Response:
    if outcome.onward:
        return bare(303, (b"Location", outcome.onward.encode("ascii")))
    return page(200, PageStyle.WELL if outcome.ok else PageStyle.FAILED, outcome.title, outcome.lines)


def bare(status: int, *headers: tuple[bytes, bytes], body: bytes = b"") -> Response:
    """An answer with the headers that every one of ours has."""
    return Response(status, (*_guards(), *headers), body)


def _paragraph(line: str, *, first: bool) -> str:
    mark = ' class="first"' if first else ""
    return f"<p{mark}>{_escaped(line)}</p>"


def _escaped(text: str) -> str:
    """Names that `core.plain.isolated` kept apart are so by the page's own means."""
    apart = _ISOLATED.sub(r"<bdi>\1</bdi>", html.escape(text))
    return unmarked(apart)


@cache
def _guards() -> tuple[tuple[bytes, bytes], ...]:
    policy = (
        f"default-src 'none'; style-src 'sha256-{_style_hash()}'; frame-ancestors 'none'; base-uri 'none'; "
        "form-action 'none'"
    )
    return (
        (b"Cache-Control", b"no-store"),
        (b"Referrer-Policy", b"no-referrer"),
        (b"X-Content-Type-Options", b"nosniff"),
        (b"Content-Security-Policy", policy.encode()),
    )


@cache
def _source() -> bytes:
    # A browser hashes the style with its line ends as \n, whatever a checkout made of them.
    return resource_bytes("callback.html").replace(b"\r\n", b"\n")


@cache
def _template() -> Template:
    return Template(_source().decode())


def _style_hash() -> str:
    style = _STYLE.search(_source())
    return base64.b64encode(hashlib.sha256(style.group(1) if style else b"").digest()).decode()
