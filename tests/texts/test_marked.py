"""Whatever can happen: all that is shown and told of it is marked for translation, but for names and others' words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings

from pomtray.core.activity import entries_of
from pomtray.core.catalogue import all_worded
from pomtray.core.details import details
from pomtray.core.events import Event
from tests.core.built import ALICE, ISSUER, NO, PROBLEM, PROVIDER, QUESTION, World
from tests.core.model.histories import QUIET, ROUTES, histories
from tests.texts.collecting import ROOT
from tests.texts.pseudo import Pseudo, texts_in, unmarked

DATA = {
    *(text for value in (PROBLEM, NO, QUESTION) for text in astuple(value) if isinstance(text, str) and text),
    *(text for route in (*ROUTES, QUIET) for text in (route.name, route.url, route.host, route.way, *route.tags)),
    *(text for it in (ISSUER, *(route.origin for route in ROUTES)) for text in (it.authority, str(it))),
    *(PROVIDER.name, PROVIDER.issuer, ALICE.user, ALICE.email, ALICE.name, "idp.test", "bob", "pomtray", "Pomerium"),
    *("WDJB-MJHT", "https://idp.test/device", "app answered 200.", "app answers", "Copied", "https://other.test"),
    *("Authorization: Pomerium …", "X-Pomerium-Authorization: …", "Authorization: Bearer Pomerium-…"),
    *("Authorization: Bearer …", "kubectl", "/usr/bin/", "login:", "AM", "PM", "nobody", "other"),
}
_NOT_TOLD = re.compile(
    r"(Row|Shared|Offer|Asking)\.(route|host|tags|person|shares|key|served|login|along)|Button\.id|Notice\.key"
    r"|Origin\..*|Program\..*|Snapshot\.last_copied|Details\.route|Problem\.(step|request_id|code)|Question\.(entry|title|text|yes)"
)
"""Names, and what programs call things."""
DONE = (
    "cli", "core/activity.py", "core/deadline.py", "core/details", "core/domain", "core/model", "core/rows",
    "core/shortcut.py", "core/view", "controller/attempts.py", "controller/client_secrets.py",
    "controller/keyring_prompts.py",
    "signin/words.py", "signin/provider/words.py", "signin/provider/callback/words.py", "signin/provider/endpoints",
    "signin/pomerium", "signin/routes", "signin/web/failures.py", "signin/web/proxy_words.py",
    "desktop/settings/problems.py", "desktop/settings/values.py", "desktop/settings/providers.py",
    "desktop/vault/trouble.py",
    "forward/local.py", "forward/mcp_endpoint.py", "forward/refusing.py", "forward/tunnel.py",
)  # fmt: skip
"""Folders and files of which no text is left unmarked: it grows with the work."""


def told(world: World) -> Iterator[object]:
    yield world.snapshot
    yield world.notices
    yield from (details(world.model, route.name, world.now) for route in world.model.settings.routes)


def unmarked_in(value: object) -> list[tuple[str, str]]:
    shown = texts_in(all_worded(value, Pseudo()))
    return [(path, text) for path, text in shown if not _NOT_TOLD.fullmatch(path) and unmarked(text, DATA)]


@settings(max_examples=150, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(histories)
def test_all_that_is_told_is_marked(history: list[tuple[timedelta, Event]]) -> None:
    world = World()
    for span, event in history:
        before, since = world.model, world.now
        world.now += span
        world.happen(event)
        assert unmarked_in(entries_of(event, before, world.model, since)) == []
    for value in told(world):
        assert unmarked_in(value) == []


def test_the_test_sees_what_is_not_marked() -> None:
    assert unmarked("⟦Signed in to ⟨app⟩⟧ · ⟦⟨3⟩ ended⟧", ["app"]) == []
    assert unmarked("⟦Signed in to ⟨app⟩⟧, ended", ["app"]) == ["ended"]
    assert unmarked("⟦Signed in to ⟨nobody⟩⟧", ["app"]) == ["nobody"]


_READS_AS_TEXT = re.compile(r"[A-Za-z]{2,}[,:;]? +[a-z]{2,}")
_FOR_PROGRAMS = {
    "exec sh -s", "standard input", "standard output", "forwarded connection", "# Made by pomtray get.",
    'eval "$(pomtray env ROUTE)"', "pomtray env ROUTE | source", "pomtray env ROUTE | Out-String | Invoke-Expression",
    "pomtray signs in to this cluster: https://github.com/pomtray/pomtray",
}  # fmt: skip
"""Commands, names of threads and tasks, and what stands in files that programs read."""
_FOR_NOBODY = {"ValueError", "TypeError", "AssertionError", "KeyError", "RuntimeError", "compile", "Declined"}


@pytest.mark.parametrize("place", DONE)
def test_no_text_is_left_unmarked(place: str) -> None:
    path = ROOT / "pomtray" / place
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    assert [found for file in files for found in _left(file)] == []


def _left(file: Path) -> Iterator[str]:
    """Texts of more than a word, outside of marks, of the log and of what programs are told."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    marked = {id(part) for call in ast.walk(tree) if _is_apart(call) for part in ast.walk(call)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in marked:
            continue
        if _READS_AS_TEXT.search(node.value) and node.value not in _FOR_PROGRAMS:
            yield f"{file.name}:{node.lineno}: {node.value}"


def _is_apart(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring
    if isinstance(node, ast.ClassDef):
        return any("Enum" in ast.unparse(base) for base in node.bases)  # names, which have words elsewhere
    if not isinstance(node, ast.Call):
        return False
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    is_log = (
        isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "_log"
    )
    return name in {"phrase", "counted", "tr"} | _FOR_NOBODY or is_log
