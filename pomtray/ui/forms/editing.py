"""What a person changes in the window: routes and preferences, by forms; removing and copying at once, with Undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from pomtray.core.browsers import BrowserChoice
from pomtray.core.domain.route import Settings
from pomtray.core.errors import Part, Problem
from pomtray.core.intent import Action, AppAction, Arrange, Arranging, EditEntry, ImportFrom, Rewrite
from pomtray.core.plain import isolated
from pomtray.core.settings.change import ChangeRoute, CopyRoute, RemoveRoute
from pomtray.core.settings.entry.draft import Draft
from pomtray.core.settings.pasted import unique
from pomtray.core.settings.text import TextCheck
from pomtray.core.shortcut import ShortcutState, told_of
from pomtray.core.text import phrase
from pomtray.core.view.snapshot import Snapshot
from pomtray.ui.choices import row_of
from pomtray.ui.dialogs.providers import ProvidersDialog
from pomtray.ui.forms.entry import EntryForm
from pomtray.ui.forms.preferences import PreferencesForm
from pomtray.ui.forms.settings_editor import SettingsEditor
from pomtray.ui.wording import tr
from pomtray.ui.words.program import SWITCHES

Form = EntryForm | PreferencesForm | ProvidersDialog


class Arranger(QObject):
    """The forms of one window. One stands at a time."""

    intent = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._snapshot: Snapshot | None = None
        self._form: Form | None = None
        self._editor: SettingsEditor | None = None
        self.settings: Callable[[], Settings] = Settings
        """As they are now."""
        self.is_on: Callable[[AppAction], bool | None] = lambda _: None
        """As `AppMenu.is_on`."""
        self.shortcut: Callable[[], tuple[ShortcutState, str]] = lambda: (ShortcutState.OFF, "")
        """What has become of the key for the search, and what the desktop calls it."""

    def show_snapshot(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def take(self, intent: object) -> bool:
        """False where `intent` is about something else."""
        match intent:
            case AppAction.PREFERENCES:
                self._open(self._preferences_form())
            case AppAction.PROVIDERS:
                self._open(ProvidersDialog(self.settings(), self._window))
            case AppAction.IMPORT:
                self._choose_file()
            case Arrange(what, route):
                self._arrange(what, route)
            case _:
                return False
        return True

    def done(self) -> None:
        """The file was changed: what the form has said is so."""
        if self._form is not None and self._form.is_saving:
            self._form.saved()
        if self._editor is not None and self._editor.is_saving:
            self._editor.saved()

    def refused(self, problem: Problem) -> None:
        if self._editor is not None and self._editor.is_saving:
            self._editor.refused(problem)
        if self._form is not None and self._form.is_saving:
            self._form.refused(problem)

    def open_entry(self, draft: Draft, browsers: Sequence[BrowserChoice]) -> None:
        """A route or a provider, in its form."""
        self._open(EntryForm(draft, browsers, self._window))

    def show_faults(self, keys: Mapping[str, object], faults: Mapping[str, str]) -> None:
        """What is wrong with what the form says."""
        if isinstance(self._form, EntryForm):
            self._form.show_faults(keys, faults)

    def edit_text(self, text: str, line: int) -> None:
        """Show what the settings file holds; line: to go to, 0 where an editor that is open is only told."""
        if self._editor is None:
            if not line:
                return
            self._editor = SettingsEditor(self._window)
            self._editor.intent.connect(self.intent)
        self._editor.show_text(text, line)
        if line:
            _bring_up(self._editor)

    def show_checked(self, text: str, checked: TextCheck) -> None:
        if self._editor is not None:
            self._editor.show_checked(text, checked)

    def _arrange(self, what: Arranging, name: str) -> None:
        routes, refused = self.settings().routes, self.settings().refused
        names = [*(route.name for route in routes), *(entry.name for entry in refused if entry.name)]
        if name not in names[: len(routes)]:
            return
        match what:
            case Arranging.EDIT:
                self.intent.emit(EditEntry("routes", name))
            case Arranging.FAVOURITE:
                self._favour(name)
            case Arranging.DUPLICATE:
                fresh = unique(name, names)
                said = tr("{route} was added.").format(route=isolated(fresh))
                self.intent.emit(Rewrite(CopyRoute(name, fresh), said))
            case Arranging.REMOVE:
                self.intent.emit(Rewrite(RemoveRoute(name), self._removed(name)))

    def _favour(self, name: str) -> None:
        is_one, shown = self.settings().by_name[name].favourite, isolated(name)
        pattern = phrase("{route} is no favourite any more.") if is_one else phrase("{route} is a favourite now.")
        change = ChangeRoute(name, {"favourite": None if is_one else True})
        self.intent.emit(Rewrite(change, tr(pattern).format(route=shown)))

    def _removed(self, name: str) -> str:
        row = row_of(self._snapshot, name) if self._snapshot else None
        said = tr("{route} was removed.").format(route=isolated(name))
        lives = row is not None and Action.SIGN_OUT in row.actions and not row.along
        return f"{said} {tr('Its session was not ended.')}" if lives else said

    def _preferences_form(self) -> PreferencesForm:
        switches = {action: on for action in SWITCHES if (on := self.is_on(action)) is not None}
        troubles = self._snapshot.trouble if self._snapshot else ()
        vault = next((missing for missing in troubles if missing.part is Part.VAULT), None)
        settings = self.settings()
        bad = {entry.name: tr(entry.problem.sentence) for entry in settings.refused if entry.table == "preferences"}
        key = tr(told_of(*self.shortcut()))
        return PreferencesForm(settings.preferences, switches, vault, self._window, refused=bad, key=key)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self._window, tr("Import routes"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = tr("Files that name routes")
        dialog.setNameFilters([f"{kinds} (*.json *.yaml *.yml *.toml)", tr("All files") + " (*)"])
        dialog.fileSelected.connect(lambda path: self.intent.emit(ImportFrom(path)))
        dialog.open()

    def _open(self, form: Form) -> None:
        if self._form is not None:
            self._form.reject()
        self._form = form
        form.intent.connect(self.intent)
        form.finished.connect(lambda: self._closed(form))
        _bring_up(form)

    def _closed(self, form: Form) -> None:
        if self._form is form:
            self._form = None
        form.deleteLater()


def _bring_up(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
