"""A language's texts as Qt Linguist keeps them ("Qt Linguist TS File Format"), and as the program reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from tests.texts.collecting import ROOT, Found

FOLDER: Final = ROOT / "resources/translations"
_CONTEXT: Final = "pomtray"
_LOCALES: Final = {"de": "de_DE"}


@dataclass(frozen=True)
class Translated:
    """A text with its translations, which are several where it is counted; none while nobody has translated it."""

    text: Found
    forms: tuple[str, ...] = ()
    gone: bool = False
    """The program has it no more; Linguist offers it for others like it."""


def file_of(language: str) -> Path:
    """What translators edit."""
    return FOLDER / f"pomtray_{language}.ts"


def catalogue_of(language: str) -> Path:
    """What the program reads."""
    return FOLDER / f"{language}.jsonl"


def read(path: Path) -> list[Translated]:
    """What stands in the file; nothing where there is none."""
    return list(_read(path)) if path.exists() else []


def _read(path: Path) -> Iterator[Translated]:
    for message in ET.fromstring(path.read_text(encoding="utf-8")).iter("message"):  # noqa: S314 our own file
        translation = message.find("translation")
        if translation is None:
            continue
        told = translation.findall("numerusform") or [translation]
        forms = tuple(form.text or "" for form in told)
        kind = translation.get("type", "")
        done = all(forms) and kind != "unfinished"
        text = Found(
            message.findtext("source", ""),
            message.findtext("comment", ""),
            message.findtext("extracomment", "").removeprefix("One: "),
            [place.get("filename", "").removeprefix("../../") for place in message.findall("location")],
        )
        yield Translated(text, forms if done else (), gone=kind in {"vanished", "obsolete"})


def merged(texts: Iterable[Found], known: Iterable[Translated]) -> list[Translated]:
    """`texts` with their translations that are known, and after them what has gone and is translated."""
    by_key = {each.text.key: each for each in known if each.forms}
    found = [Translated(text, _fitting(text, by_key.pop(text.key, None))) for text in texts]
    return [*found, *(Translated(each.text, each.forms, gone=True) for _, each in sorted(by_key.items()))]


def _fitting(text: Found, known: Translated | None) -> tuple[str, ...]:
    """Translations of what is counted now and was not before, or the other way round, are to be made anew."""
    return known.forms if known and bool(known.text.one) == bool(text.one) else ()


def written(texts: Iterable[Translated], language: str) -> str:
    """The content of the file that translators edit."""
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n<TS version="2.1" language="{_LOCALES[language]}">'
    messages = "".join(map(_message, texts))
    return f"{head}\n<context>\n    <name>{_CONTEXT}</name>\n{messages}</context>\n</TS>\n"


def _message(translated: Translated) -> str:
    """On one line: then texts of two branches can stand side by side, and neither is torn apart."""
    text = translated.text
    parts = ['<message numerus="yes">' if text.one else "<message>"]
    if not translated.gone:
        parts += [f"<location filename={quoteattr(f'../../{name}')}/>" for name in sorted(text.files)]
    parts += [f"<source>{escape(text.pattern)}</source>"]
    parts += [f"<comment>{escape(text.alike)}</comment>"] if text.alike else []
    parts += [f"<extracomment>One: {escape(text.one)}</extracomment>"] if text.one else []
    return "".join(("    ", *parts, _translation(translated), "</message>\n"))


def _translation(translated: Translated) -> str:
    kind = ' type="vanished"' if translated.gone else "" if translated.forms else ' type="unfinished"'
    forms = translated.forms or (("", "") if translated.text.one else ("",))
    told = "".join(f"<numerusform>{escape(form)}</numerusform>" for form in forms)
    return f"<translation{kind}>{told if translated.text.one else escape(forms[0])}</translation>"


def lines(texts: Iterable[Translated]) -> str:
    """The content of the file that the program reads: a line each."""
    told = ([each.text.key, _forms_of(each)] for each in texts if each.forms and not each.gone)
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in told)


def _forms_of(translated: Translated) -> str | tuple[str, ...]:
    return translated.forms if translated.text.one else translated.forms[0]


def languages() -> list[str]:
    """Those that there are translations for."""
    return sorted(_LOCALES)
