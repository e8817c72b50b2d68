"""Why a text is no TOML, and how to write it: `tomllib` says what it expected, not what was meant.

No sentence quotes a value: it could be a pasted credential.
"""

from __future__ import annotations

import re
from typing import Final

from pomtray.core.text import phrase
from pomtray.desktop.settings.bounds import TOKEN
from pomtray.desktop.settings.values import BACKSLASHES

_AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)\Z")
_TEXT: Final = "\x02"
"""In the place of a text in quotes, so that nothing in it is taken for what it is not."""
_OPEN: Final = "\x03"
"""In the place of one whose closing quote is missing."""
_HEADERS: Final = "[[routes]], [[providers]] and [preferences]"
_IN_QUOTES: Final = phrase('a text stands in quotes, like name = "Grafana"')
_COMMENT: Final = phrase("a comment begins with #")
_LIST_OPEN: Final = phrase("the closing ] is missing, or a comma in front of it")
_DOT: Final = phrase("a dot in a key makes a table within: leave it out, or put the key in quotes")
_ANYWHERE: Final = (
    (
        r"(?m)^[ \t]*(<{7}|={7}|>{7}|\|{7})",
        phrase("this is the mark of a merge: keep one side, and take the marks away"),
    ),
    (
        "[`\u00ab\u00bb\u00b4\u2018-\u201f\u2032-\u2037]",
        phrase('these quotes do not count: write straight ones, like name = "Grafana"'),
    ),
    (
        "[\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]",
        phrase("something here only looks like a space"),
    ),
    (r"\r", phrase("the lines end in the way of old Macs: save the file with other line ends")),
    (r"[\x00\x01\x04-\x08\x0b\x0c\x0e-\x1f\x7f]", phrase("a control character stands here: take it away")),
)
_CONTROL: Final = re.compile(r"[\x00-\x08\n-\x1f\x7f]")
"""What not even a comment may hold."""
_WORD: Final = rf"[^\s=:\[\]{{}},{_OPEN}]+"
_KEY_RULES: Final = (
    (r"(//|;|--|/\*|<!--|%|!|\*)", _COMMENT),
    (r"-\s", phrase('this is YAML; write key = "value", below [[routes]]')),
    (r"[{}\]]", phrase('this is no line of TOML; write key = "value", below [[routes]]')),
    (r"=", phrase("the key in front of = is missing")),
    (rf"{_WORD}\s*(:=|=>|==)", phrase("write one = between a key and its value")),
    (rf"{_WORD}\s*:", phrase("write = between a key and its value, not :")),
    (r"[\w-]+(\s+[\w-]+)+\s*=", phrase("a key has no space in it, it may have _ or -")),
    (r"(\.|[^=]*(\.\s*\.|\.\s*=))", _DOT),
    (rf"{_WORD}\s*\Z", phrase('the value is missing: write key = "value"')),
    (rf"{_TEXT}\s*[,\]]", phrase("this stands outside of a list: its ] is too early, or its [ is missing")),
    (rf"[\w.-]++(\s*[{_OPEN}{_TEXT}]|\s+[^\s=])", phrase("the = between a key and its value is missing")),
    (r"[^=]*=\s*\Z", phrase("the value behind = is missing; write # in front of a line that is not to count")),
    (r"[^=]*[^\x00-\x7f][^=]*=", phrase("a key without quotes has only a to z, digits, _ and -")),
)
_VALUE_RULES: Final = (
    (rf"{_TEXT}?[^{_TEXT}]*[,;]\Z", phrase("a , or ; at the end of a line is too much: take it away")),
    (r"(?i:true|false)\Z", phrase("write true or false in small letters")),
    (r"(?i:yes|no|on|off|y|n)\Z", phrase("write true or false, without quotes")),
    (r"(?i:null|none|nil|undefined|~)\Z", phrase("there is no word for nothing: write # in front of the line")),
    (r"[A-Za-z][\w+]*:/", phrase('an address stands in quotes, like url = "https://grafana.example.com"')),
    (r"([A-Za-z]:)?\\|[A-Za-z]:", phrase(r"a path stands in single quotes, like 'C:\certs\ca.pem'")),
    (rf"[^{_TEXT}{_OPEN}\s]+{_OPEN}\Z", phrase("the opening quote is missing")),
    (rf"{_TEXT}\s*[\w-]+\s*=", phrase("each key stands on a line of its own")),
    (rf"{_TEXT}\s*(//|;|--)", _COMMENT),
    (rf"{_TEXT}\s*,\s*{_TEXT}", phrase('several texts stand in brackets, like ["work", "prod"]')),
    (
        rf"{_TEXT}.",
        phrase("something stands behind the closing quote; what has \" in it stands in single quotes, like '\"'"),
    ),
    (
        r"[+-]?\.?\d[\d_,.]*\w*\Z",
        phrase("a number is written in digits, like 360, without a unit and without a 0 in front"),
    ),
    (r".", _IN_QUOTES),
)
_LIST_RULES: Final = (
    (r"\[(?=[^\]]*\n[ \t]*\[)", _LIST_OPEN),
    (rf"{_TEXT}\s*{_TEXT}", phrase("a comma is missing between two texts of a list")),
    (r"[\[,]\s*,", phrase("between two commas of a list something is missing")),
    (r",\s*}", phrase("the comma in front of } is too much")),
    (r"{[^}=]*:", phrase("write = between a key and its value, not :")),
    (r"=\s*(?!true|false)(?i:true|false)\b", phrase("write true or false in small letters")),
    (
        r"[\[,]\s*(?!true\b|false\b)[A-Za-z/~][^=,\]]*([,\]]|\Z)",
        phrase('each text of a list stands in quotes, like ["work"]'),
    ),
    (r"{[^}]*=\s*[A-Za-z/](?<!= [tf])[^,}]*\Z", _IN_QUOTES),
    (r"{[^}]*\n", phrase("what stands in braces stands on one line, like { vault = true }")),
    (r"{[^}]*\Z", phrase("the closing } is missing, or a comma in front of it")),
    (r"\[[^\]]*\Z", _LIST_OPEN),
)
_TWICE: Final = re.compile("twice|overwrite|immutable")
_HEADER: Final = re.compile(r"\[\[[^\[\]]+\]\]|\[[^\[\]]+\]")
_COMMENTED: Final = re.compile(r"\s*#[#\s]*(\[\[?)\s*(routes|providers|preferences)\s*\]")


def explained(text: str, said: str) -> tuple[int, str]:
    """The line (from 1) and what is wrong on it. `said`: what `tomllib` says."""
    text = text.replace("\r\n", "\n")
    offset = _offset(text, said)
    end = text.find("\n", offset)
    statement = _Statement(text, _begin(text, offset), len(text) if end < 0 else end)
    place, why = statement.explained(said)
    return text.count("\n", 0, min(place, len(text))) + 1, why


def commented_header(lines: list[str], line: int) -> tuple[int, str] | None:
    """A header above `line`, and below the last one that counts, that still has its #: its line, and how it reads."""
    for number in range(line - 1, 0, -1):
        above = lines[number - 1]
        if found := _COMMENTED.match(above):
            return number, f"{found[1]}{found[2]}{']' * len(found[1])}"
        if above.lstrip().startswith("["):
            return None
    return None


def _offset(text: str, said: str) -> int:
    found = _AT.search(said)
    if not found:
        return len(text.rstrip())
    start = 0
    for _ in range(int(found[1]) - 1):
        start = text.index("\n", start) + 1
    return start + int(found[2]) - 1


def _begin(text: str, offset: int) -> int:
    """Where the statement begins that `offset` lies in: a list may have begun lines before."""
    begin = levels = 0
    is_fresh, is_header = True, False
    for token in TOKEN.finditer(text):
        if token.end() > offset:
            break
        mark = token["mark"]
        if mark == "\n" and (levels <= 0 or is_header):
            begin, levels, is_fresh, is_header = token.end(), 0, True, False
        elif not token[0].isspace():
            is_header = is_header or (is_fresh and mark == "[")
            is_fresh = False
            levels += (mark in {"[", "{"}) - (mark in {"]", "}"}) if mark else 0
    return begin


class _Statement:
    """One, as far as it was read, with its texts left out."""

    def __init__(self, text: str, begin: int, end: int) -> None:
        self._text = text
        self._skeleton = ""
        self._places: list[int] = []
        parts: list[str] = []
        self._opened: re.Match[str] | None = None
        for token in TOKEN.finditer(text, begin, end):
            part = self._part(token)
            parts.append(part)
            self._places += range(token.start(), token.start() + len(part))
        self._places.append(end)
        self._skeleton = "".join(parts)

    def _part(self, token: re.Match[str]) -> str:
        quote = next((quote for quote in ('"""', "'''", '"', "'") if token[0].startswith(quote)), "")
        if not quote:
            return "".join(_CONTROL.findall(token[0])) if token[0].startswith("#") else token[0]
        if len(token[0]) >= 2 * len(quote) and token[0].endswith(quote) and not _is_escaped(token[0], quote):
            return _TEXT
        self._opened = self._opened or token
        return _OPEN

    def explained(self, said: str) -> tuple[int, str]:
        """Where, and why."""
        start = len(self._skeleton) - len(self._skeleton.lstrip())
        code = self._skeleton.strip()
        if found := _first_match(_ANYWHERE, self._skeleton):
            return self._at(found[0]), found[1]
        if code.startswith("["):
            return self._at(start), _of_header(code, said)
        if _TWICE.search(said):
            return self._at(start), self._twice(code, self._at(start))
        if found := _first_match(tuple((rf"\A{rule}", why) for rule, why in _KEY_RULES), code):
            return self._at(start), found[1]
        return self._of_value(said)

    def _at(self, place: int) -> int:
        return self._places[min(place, len(self._places) - 1)]

    def _twice(self, code: str, place: int) -> str:
        if re.match(r"[\w-]+\s*\.", code):
            return _DOT
        key = re.match(r"[\w-]{1,40}", code)
        begun = phrase("{key} stands twice in this entry", key=key[0] if key else phrase("this key"))
        line = self._text.count("\n", 0, place) + 1
        commented = commented_header(self._text.split("\n")[:line], line)
        if commented:
            return phrase(
                "{begun}; line {number} still has the # in front of {header}",
                begun=begun,
                number=commented[0],
                header=commented[1],
            )
        return phrase("{begun}; where another entry begins, its header, like [[routes]], stands above it", begun=begun)

    def _of_value(self, said: str) -> tuple[int, str]:
        start = self._skeleton.find("=") + 1
        value = self._skeleton[start:]
        start += len(value) - len(value.lstrip())
        value = value.strip()
        if self._opened and not re.search(rf"[^\s\[{{,=]{_OPEN}", value):
            return self._opened.start(), _not_closed(self._opened[0])
        if value == _TEXT or "Unescaped" in said or "hex value" in said or "scalar" in said:
            return self._at(start), phrase(
                "a control character stands in this text"
            ) if "Illegal" in said else BACKSLASHES
        if "Duplicate" in said:
            return self._at(start), phrase("a key stands twice in these braces")
        is_list = value.startswith(("[", "{"))
        found = _first_match(
            _LIST_RULES if is_list else tuple((rf"\A{rule}", why) for rule, why in _VALUE_RULES), value
        )
        return (self._at(start + found[0]), found[1]) if found else (self._at(start), _ANY)


_ANY: Final = phrase('this is no TOML; a line is a header like [[routes]], key = "value", or begins with #')


def _first_match(rules: tuple[tuple[str, str], ...], text: str) -> tuple[int, str] | None:
    for rule, why in rules:
        if found := re.search(rule, text, re.DOTALL):
            return found.start(), why
    return None


def _of_header(code: str, said: str) -> str:
    if _TWICE.search(said):
        return phrase(
            "write [[routes]] and [[providers]] with two brackets each time, [preferences] with one, and once"
        )
    if _HEADER.fullmatch(code):
        return phrase("the headers are {headers}", headers=_HEADERS)
    if (header := _HEADER.match(code)) and code[header.end()] != "]":
        return phrase("behind a header stands nothing but a # comment")
    return phrase("a header has as many brackets behind it as in front of it: {headers}", headers=_HEADERS)


def _not_closed(token: str) -> str:
    quote = token[:3] if token[:3] in {'"""', "'''"} else token[0]
    return BACKSLASHES if token.rstrip().endswith('\\"') else phrase("the closing {quote} is missing", quote=quote)


def _is_escaped(token: str, quote: str) -> bool:
    r"""Whether the quote at the end belongs to the text: `"C:\certs\"`."""
    body = token[: -len(quote)]
    return quote.startswith('"') and (len(body) - len(body.rstrip("\\"))) % 2 == 1
