"""Commands in a settings file: argv lists, which no shell reads (`pomerium.md` §9 rule 11)."""

from __future__ import annotations

import ntpath
import posixpath
import re
from typing import Final

from pomtray.core.text import phrase
from pomtray.desktop.settings.values import BACKSLASHES, Misfit, is_escaped

_SHELL: Final = re.compile(
    r"((r?ba|da|z|fi|l?o?k|mk|pdk|c|tc|a|r|x|nu|xon|pw|power|ya|po|o|y|sa|hu)?sh(ell)?|elvish|cmd|command|busybox|toybox"
    r"|[wc]script|mshta|wsl)([0-9.-]*|-static|-preview)",
    re.IGNORECASE,
)
_LAUNCHER: Final = re.compile(
    r"env|nohup|setsid|nice|ionice|sudo|doas|pkexec|su|runuser|timeout|time|flatpak(-spawn)?|snap|start|stdbuf|chrt|taskset"
    r"|systemd-run|unshare|nsenter|chroot|firejail|bwrap|dbus-run-session|script|xargs|watch|strace|setarch|proxychains4?"
    r"|(x|ux|rx|urx)(term|vt)|x-terminal-emulator|gnome-terminal|konsole|xfce4-terminal|kitty|alacritty|foot|wezterm|tilix",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(r"--?[\w-]*=")
"""Before a program that an option names."""
_ECHO: Final = re.compile(r"echo|printf", re.IGNORECASE)


def browser(words: tuple[str, ...]) -> tuple[str, ...]:
    """An argv template with `{url}` in it. Raises `Misfit`."""
    if not words:
        return ()
    if any("{url}" in word and word != "{url}" for word in words) or words.count("{url}") != 1 or words[0] == "{url}":
        raise Misfit(phrase('expected "{url}" once, as an argument of its own after the program'))
    _refuse_shells(words, phrase("a shell is not a browser: name the program itself"))
    return words


def secret_command(words: tuple[str, ...]) -> tuple[str, ...]:
    """The argv of a program that prints a secret. Raises `Misfit`."""
    if not words:
        raise Misfit(phrase('expected the program and its arguments, like ["secret-tool", "lookup", "service", "idp"]'))
    _refuse_shells(words, phrase("a shell cannot be the program: name the program itself, with its arguments"))
    if any(_is(_ECHO, word) for word in _run(words)):
        raise Misfit(phrase("a command that prints its own arguments puts the secret into this file"))
    return words


def _refuse_shells(words: tuple[str, ...], sentence: str) -> None:
    if "" in words or any("\0" in word for word in words):
        raise Misfit(phrase("expected no empty argument"))
    if is_escaped(words[0]):
        raise Misfit(BACKSLASHES)
    if any(_is(_SHELL, word) for word in _run(words)):
        raise Misfit(sentence)


def _run(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that may name a program: after a launcher any, also within one that it splits, or an option's value."""
    if not _is(_LAUNCHER, words[0]):
        return words[:1]
    parts = (part for word in words for part in (word, *word.removeprefix("-S").split()))
    return tuple(_NAMED.sub("", part, count=1) for part in parts)


def _is(kind: re.Pattern[str], word: str) -> bool:
    base = ntpath.basename(posixpath.basename(word)).lower().removesuffix(".exe")
    return bool(kind.fullmatch(base))
