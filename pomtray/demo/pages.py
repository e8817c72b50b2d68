"""The pages a person sees in the demo, in the language of this run; every value is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from pomtray.core.catalogue import Catalogue, worded
from pomtray.core.text import joined, phrase
from pomtray.demo.options import Person

_told_in: list[Catalogue] = []
"""At most one; none for English."""
_PROVIDER: Final = phrase("Demo identity provider")
_POMERIUM: Final = phrase("Demo Pomerium")

_STYLE = """
:root{color-scheme:light dark;--ink:#1d2433;--soft:#5d6880;--line:#dfe3ec;--card:#fff;--back:#f3f5f9;--mark:#5b45d6}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebf3;--soft:#9aa5bd;--line:#343b4d;--card:#1f2430;--back:#14171f;
--mark:#a99bff}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--back);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{width:100%;max-width:26rem;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:2rem}
.tag{margin:0 0 .5rem;color:var(--mark);font-size:.8rem;font-weight:600;letter-spacing:.04em}
h1{margin:0 0 .4rem;font-size:1.45rem;line-height:1.25}
p{margin:.4rem 0;color:var(--soft)}
form{margin:1.25rem 0 0;display:grid;gap:.6rem}
input{font:inherit;color:inherit;width:100%;padding:.7rem .9rem;border:1px solid var(--line);border-radius:10px;
background:transparent}
button,.action{font:inherit;color:inherit;text-decoration:none;text-align:left;display:flex;align-items:center;gap:.9rem;
width:100%;padding:.7rem .9rem;border:1px solid var(--line);border-radius:10px;background:transparent;cursor:pointer}
button:hover,.action:hover{border-color:var(--mark)}
button:focus-visible,.action:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
button small{display:block;color:var(--soft);font-size:.85rem}
.letter{flex:none;width:2.4rem;height:2.4rem;border-radius:50%;display:grid;place-items:center;
background:var(--mark);color:var(--card);font-weight:700}
.quiet{justify-content:center;border-color:transparent;color:var(--soft)}
dl{margin:1.25rem 0;display:grid;grid-template-columns:auto 1fr;gap:.4rem 1rem}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
code{font-size:.85em;overflow-wrap:anywhere}
"""

_PERSON = """<button name="person" value="{sub}"><span class="letter" aria-hidden="true">{letter}</span>
<span>{name}<small>{email}</small></span></button>"""


def use(catalogue: Catalogue | None) -> None:
    """Tell the pages in its language from now on, as those at the end of a sign-in are. None: in English."""
    _told_in[:] = [catalogue] if catalogue else []


def login(people: Iterable[Person], hidden: Iterable[tuple[str, str]]) -> str:
    """The provider's login page: a button for each person, no password to type."""
    fields = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in hidden)
    buttons = "".join(
        _PERSON.format(sub=escape(p.sub), letter=escape(p.name[:1]), name=escape(p.name), email=escape(p.email))
        for p in people
    )
    return _page(
        phrase("Sign in"),
        _PROVIDER,
        f"<p>{_told(phrase('Nobody here has a password. Who are you today?'))}</p>"
        f'<form method="post" action="/login">{fields}{buttons}'
        f'<button class="quiet" name="person" value="cancel">{_told(phrase("Cancel"))}</button></form>',
    )


def error(status: int, title: str, reason: str, request_id: str) -> str:
    """`title`: what the status is called; `request_id` is what an administrator finds it by."""
    why = f"<p>{_told(reason)}</p>" if reason else ""
    asked = _told(phrase("Give this to your administrator:"))
    body = f"{why}<p>{asked}</p><p><code>{escape(request_id)}</code></p>"
    return _page(joined(" ", (str(status), title)), _POMERIUM, body)


def user(rows: Iterable[tuple[str, str]], data: str) -> str:
    """`/.pomerium/`: what a person reads, and the script line that programs read (`pomerium.md` §4)."""
    shown = "".join(f"<dt>{_told(name)}</dt><dd>{_told(value)}</dd>" for name, value in rows)
    body = f"<dl>{shown}</dl>" if shown else f"<p>{_told(phrase('Nobody is signed in here.'))}</p>"
    leave = f'<a class="action quiet" href="/.pomerium/sign_out">{_told(phrase("Sign out"))}</a>' if shown else ""
    script = f"<script>\n      window.POMERIUM_DATA = {data};\n    </script>"
    return _page(phrase("User info"), _POMERIUM, body + leave, script)


def signed_out() -> str:
    return _page(phrase("You are signed out"), _PROVIDER, _closed())


def device_code(action: str, trouble: str = "") -> str:
    """Where a person types the code that a device shows (RFC 8628 §3.3)."""
    said = _told(trouble or phrase("Which code does your device show?"))
    return _page(
        phrase("Connect a device"),
        _PROVIDER,
        f'<p>{said}</p><form method="get" action="{escape(action)}">'
        f'<input name="user_code" aria-label="{_told(phrase("Code"))}" autocomplete="off" autofocus required>'
        f"<button>{_told(phrase('Continue'))}</button></form>",
    )


def device_answered() -> str:
    return _page(phrase("Your device knows"), _PROVIDER, _closed())


def _closed() -> str:
    return f"<p>{_told(phrase('You can close this tab.'))}</p>"


def _told(text: str) -> str:
    return escape(worded(text, _told_in[0] if _told_in else None))


def _page(title: str, tag: str, body: str, script: str = "") -> str:
    language = _told_in[0].language if _told_in else "en"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<title>{_told(title)}</title><style>{_STYLE}</style></head>\n"
        f'<body><main><p class="tag">{_told(tag)}</p><h1>{_told(title)}</h1>{body}</main>{script}</body></html>\n'
    )
