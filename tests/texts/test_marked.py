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
    *("Authorization: Bearer …", "kubectl", "/usr/bin/", "/home/x", "login:", "AM", "PM", "nobody", "other"),
}
_NOT_TOLD = re.compile(
    r"(Row|Shared|Offer|PendingQuestion)\.(route|host|tags|person|shares|key|served|login|along)|Button\.id|Notice\.key"
    r"|Origin\..*|Program\..*|Snapshot\.last_copied|Details\.route|Problem\.(step|request_id|code)|Question\.(entry|title|text|yes)"
)
"""Names, and what programs call things."""
PLACES = ("app", "cli", "controller", "core", "demo", "desktop", "forward", "signin", "ui")
"""Folders of which no text is left unmarked, but for these."""
_TO_LOG = {
    "desktop/clipboard/focused.py", "desktop/clipboard/selection.py", "desktop/shell/notifier.py",
    "desktop/shortcut/portal.py", "desktop/shortcut/x11.py", "desktop/system/wall_timer.py", "desktop/wayland.py",
}  # fmt: skip
"""What their errors say is logged and shown nowhere."""
_TO_PROGRAMS = {"core/light_dataclass.py", "forward/crossing.py", "forward/mcp/bridge.py", "forward/proxied.py"}
"""They answer programs, or write one."""
_AS_PAGES = {"demo/pages.py"}
"""`test_pages` reads these as a browser shows them."""


def texts_told(world: World) -> Iterator[object]:
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
    for value in texts_told(world):
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
    "secret-tool lookup service idp", "pass show idp", "pomtray demo", "import runpy, sys; sys.path.insert(0, ",
    "do, form or as is not one of those that are known", "Password for '", "Python keyring library", "hex value",
    "wants a name and a password", "does not speak SOCKS 5", "pomerium-cli tcp ", "present, another form",
    "present, form ", "present, form Bearer Pomerium-…",
}  # fmt: skip
"""Commands, names of programs, what stands in files and answers that programs read, and what two modules compare."""
_EXAMPLES = {"Firefox, work", "Status page", "demo identity-token", "denied, https://denied.demo.example",
             'name = "Nightly job"'}  # fmt: skip
"""What a person may have written: names in the pictures and in the first settings file."""
_A_FILE = "# The demo's routes."
"""How the settings file in the pictures begins."""
_FOR_NOBODY = {  # or for programs, as what the demo's servers say
    "ValueError", "TypeError", "AssertionError", "KeyError", "RuntimeError", "FrozenInstanceError", "compile",
    "Declined", "OAuthError", "RoutePlan",
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_no_text_is_left_unmarked(place: str) -> None:
    files = sorted((ROOT / "pomtray" / place).rglob("*.py"))
    asked = [
        file for file in files if str(file.relative_to(ROOT / "pomtray")) not in _TO_LOG | _TO_PROGRAMS | _AS_PAGES
    ]
    assert [found for file in asked for found in _left(file)] == []


def _left(file: Path) -> Iterator[str]:
    """Texts of more than a word, outside of marks, of the log and of what programs are told."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    marked = {id(part) for node in ast.walk(tree) for apart in _apart(node) for part in ast.walk(apart)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in marked:
            continue
        if _READS_AS_TEXT.search(node.value) and not _is_known(node.value):
            yield f"{file.name}:{node.lineno}: {node.value}"


def _is_known(text: str) -> bool:
    return text in _FOR_PROGRAMS | _EXAMPLES or text.startswith(_A_FILE)


def _apart(node: ast.AST) -> Iterator[ast.AST]:
    """Parts of the tree in which no text is for people, or all are marked."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node  # a docstring
    if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
        yield node  # names, which have words elsewhere
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in {"phrase", "counted", "tr"} | _FOR_NOBODY or ast.unparse(node.func).startswith("_log."):
            yield node
        yield from (each.value for each in node.keywords if each.arg == "name" and name in _NAMED)
        if name in _RUN:
            yield from node.args[:1]


_NAMED = {"create_task", "Thread"}
_RUN = {"run", "run_in_turn"}
"""What is told the names of threads and tasks."""
