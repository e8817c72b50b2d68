"""The fields of the preferences, each for one key of the settings file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from PySide6.QtWidgets import QCheckBox, QFormLayout, QWidget

from pomtray.core.domain.icon_style import IconStyle
from pomtray.core.domain.route import CallbackAnswer, Preferences
from pomtray.core.settings.change import Value
from pomtray.core.settings.entry.fields import RENEWALS, Field, Kind
from pomtray.core.text import phrase
from pomtray.ui.forms.common import check, choose, chosen, seconds, select, titled
from pomtray.ui.forms.fields import FileEntry
from pomtray.ui.forms.shortcut_field import ShortcutField
from pomtray.ui.wording import tr

_ICONS: Final[Mapping[str, str]] = {
    IconStyle.COLOUR: phrase("Colours and shapes"),
    IconStyle.ONE_COLOUR: phrase("One colour, for any panel: the shapes alone"),
    IconStyle.LIGHT: phrase("Light shapes alone, for a dark panel"),
    IconStyle.DARK: phrase("Dark shapes alone, for a light panel"),
}
_ANSWERS: Final[Mapping[str, str]] = {
    CallbackAnswer.PAGE: phrase("A page that says how it went"),
    CallbackAnswer.NONE: phrase("Nothing, so that its history keeps nothing"),
}
_CA: Final = Field(
    "ca", phrase("Your organisation's authority"), Kind.FILE, phrase("certificates (PEM), for everything")
)
_KEYS: Final = (
    "clear_clipboard_for",
    "sign_in_for",
    "look_every",
    "tell_before",
    "auto_renew",
    "icon",
    "hide_people",
    "lock_with_screen",
    "ask_programs",
    "session_for",
    "search_shortcut",
    "callback_answer",
    "ca",
)


class PreferenceFields:
    """They show `preferences`. key: what has become of the key for the search."""

    def __init__(self, preferences: Preferences, key: str) -> None:
        self._before = preferences
        self._clipboard = seconds(1, 600, preferences.clear_clipboard_for)
        self._sign_in = seconds(5, 3600, preferences.sign_in_for)
        self._tell = seconds(0, 86400, preferences.tell_before, none=tr("by the session's lifetime"))
        self._look = seconds(0, 86400, preferences.look_every, none=tr("never"))
        self._session = seconds(30, 366 * 86400, preferences.session_for)
        self._renewal = select({value: text for value, text in RENEWALS.items() if value})
        choose(self._renewal, preferences.auto_renew)
        self._icon = select(_ICONS)
        choose(self._icon, preferences.icon)
        self._answer = select(_ANSWERS)
        choose(self._answer, preferences.callback_answer)
        self.shortcut = ShortcutField(preferences.search_shortcut, key)
        self._ca = FileEntry(_CA)
        self._ca.set_text(preferences.ca)
        self._hide = check(tr("&Hide names and e-mails of people in menus"), is_on=preferences.hide_people)
        self._lock = check(tr("Loc&k pomtray with the screen"), is_on=preferences.lock_with_screen)
        self._ask = check(
            tr("Ask me before a &program gets a credential for the first time"), is_on=preferences.ask_programs
        )

    def changed(self, refused: Mapping[str, str]) -> dict[str, Value | None]:
        """What is to be written; None: nothing, since it is the usual. refused: keys that are replaced in any case."""
        now, usual, before = self._values(), _written(Preferences()), _written(self._before)
        bad = {key: None for key in refused if key not in now}
        return bad | {
            key: None if value == usual[key] else value
            for key, value in now.items()
            if value != before[key] or key in refused
        }

    def form(self) -> QFormLayout:
        """Those that have a label."""
        form = QFormLayout(rowWrapPolicy=QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, field in self._labelled():
            form.addRow(titled(tr(text), field), field)
            if field is self.shortcut:
                form.addRow("", self.shortcut.remark)
        form.addRow(titled(tr(_CA.title), self._ca.main), self._ca)
        return form

    def boxes(self) -> tuple[QCheckBox, ...]:
        return self._hide, self._lock, self._ask

    def _labelled(self) -> Iterator[tuple[str, QWidget]]:
        yield phrase("Clear the clip&board after"), self._clipboard
        yield phrase("&Wait for a sign-in for"), self._sign_in
        yield phrase("&Look at unused sessions every"), self._look
        yield phrase("Tell before a session ends"), self._tell
        yield phrase("When a session &ends"), self._renewal
        yield phrase("&Icon"), self._icon
        yield phrase("Key to &find a route from anywhere"), self.shortcut
        yield phrase("A session lasts, where nobody says"), self._session
        yield phrase("What the browser shows after a sign-in"), self._answer

    def _values(self) -> dict[str, Value]:
        return {
            "clear_clipboard_for": self._clipboard.value(),
            "sign_in_for": self._sign_in.value(),
            "look_every": self._look.value(),
            "tell_before": self._tell.value(),
            "auto_renew": chosen(self._renewal),
            "icon": chosen(self._icon),
            "hide_people": self._hide.isChecked(),
            "lock_with_screen": self._lock.isChecked(),
            "ask_programs": self._ask.isChecked(),
            "search_shortcut": self.shortcut.shortcut(),
            "session_for": self._session.value(),
            "callback_answer": chosen(self._answer),
            "ca": self._ca.text().strip(),
        }


def _written(preferences: Preferences) -> dict[str, Value]:
    """What the form has of them, as it is written."""
    return {key: getattr(preferences, key) for key in _KEYS}
