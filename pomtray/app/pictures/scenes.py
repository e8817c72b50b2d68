"""The views: each opens in a window what a person would open, and gives what is to be drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from pomtray.app.pictures import states
from pomtray.app.pictures.states import NOW, ROUTES, State
from pomtray.app.telling import told
from pomtray.core.activity import ActivityEntry
from pomtray.core.browsers import BrowserChoice
from pomtray.core.deadline import WallClock
from pomtray.core.details import details
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.origin import Origin
from pomtray.core.intent import Action, AppAction, RouteIntent
from pomtray.core.light_dataclass import dataclass
from pomtray.core.report import About, Report, well, wrong
from pomtray.core.settings.entry.draft import Draft
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import ImportableRoutes, NotTaken
from pomtray.core.settings.recognised import Recognised
from pomtray.core.text import phrase
from pomtray.core.topic import Topic
from pomtray.desktop.settings.check import checked
from pomtray.ui.help.window import HelpWindow
from pomtray.ui.icons.icons import Icons
from pomtray.ui.menu.menu import TrayMenu
from pomtray.ui.window.activity import ActivityDialog
from pomtray.ui.window.window import Window
from pomtray.ui.wording import tr

_NEW: Final = (
    Offer("https://grafana.demo.example", "Grafana"),
    Offer("https://reports.demo.example", "Reports"),
)
_PASSES: Final = 3
"""Until texts of several lines have their room."""
_Open = Callable[[Window], "QWidget | None"]


@dataclass(frozen=True, slots=True)
class Scene:
    """`open` brings a view up over a window that shows `state`; None: the window itself is the view."""

    state: Callable[[], State]
    open: _Open = lambda _: None
    at: str = ""
    """Name of the route that the person is at."""


def shown(scene: Scene, icons: Icons) -> tuple[Window, QWidget]:
    """The window, and what is to be drawn: it or what stands above it."""
    state = scene.state()
    window = Window(icons)
    window.beside.details_of = lambda name: told(details(state.model, name, state.now))
    window.arranger.is_on = window.app_menu.is_on = lambda _: False
    window.arranger.settings = window.adding.settings = lambda: state.model.settings
    window.show_snapshot(told(state.snapshot))
    window.bring_up(scene.at)
    QApplication.processEvents()
    view = scene.open(window) or window
    for _ in range(_PASSES):
        QApplication.processEvents()
    return window, view


def _takes(intent: object) -> _Open:
    """What a dialog or form is opened by."""

    def opened(window: Window) -> QWidget:
        window.take(intent)
        return _dialog(window)

    return opened


def _dialog(window: Window) -> QWidget:
    return next(dialog for dialog in window.findChildren(QDialog) if dialog.isVisible())


def _details(window: Window) -> None:
    window.beside.open(wanted=True)


def _search(window: Window) -> None:
    window.search_for("demo a")


def _add(window: Window) -> None:
    window.add()
    window.adding.address.setText("https://grafana.demo.example/d/home")
    origin = Origin.parse("https://grafana.demo.example")
    window.adding.show_recognised(told(Recognised(origin, Origin.parse("https://authenticate.demo.example"))))


def _offers(window: Window) -> None:
    window.offers.show_offers(_NEW)


def _changed(window: Window) -> None:
    window.show_changed(tr("{route} was added.").format(route="Grafana"))


def _import(window: Window) -> QWidget:
    window.offers.choose(ImportableRoutes(_NEW, told(_REFUSED), ("~/.cache/pomerium-cli/jwts/1f0c.jwt",)))
    return _dialog(window)


def _form(draft: Draft) -> _Open:
    def opened(window: Window) -> QWidget:
        window.arranger.open_entry(draft, (BrowserChoice("Firefox, work", ("firefox", "-P", "work", "{url}")),))
        return _dialog(window)

    return opened


def _editor(window: Window) -> QWidget:
    window.arranger.edit_text(states.REFUSED_TEXT, 5)
    window.arranger.show_checked(states.REFUSED_TEXT, told(checked(states.REFUSED_TEXT, Path("pomtray.toml"))))
    return next(it for it in QApplication.topLevelWidgets() if it.isVisible() and it is not window)


def _blocked(window: Window) -> QWidget:
    window.take(RouteIntent(Action.BLOCKED, "denied"))
    window.show_report("denied", told(_REPORT))
    return _dialog(window)


def _activity(window: Window) -> QWidget:
    dialog = ActivityDialog(window)
    dialog.show_entries(told(_HAPPENED), NOW, WallClock())
    dialog.show()
    return dialog


def _help(_window: Window) -> QWidget:
    shown = HelpWindow(Icons())
    shown.bring_up(Topic.TOKEN)
    return shown


def _about(window: Window) -> QWidget:
    window.show_about()
    return _dialog(window)


def _menu(window: Window) -> QWidget:
    menu = TrayMenu(Icons())
    menu.setParent(window)
    menu.show_snapshot(told(states.of_the_day().snapshot))
    menu.menu.popup(window.pos())
    return menu.menu


_HAPPENED: Final = (
    ActivityEntry(NOW - timedelta(hours=4), phrase("Signed in to {name}", name="app")),
    ActivityEntry(NOW - timedelta(minutes=12), phrase("Header for {route} copied", route="wiki"), times=3),
    ActivityEntry(
        NOW - timedelta(minutes=9), phrase("{name} was renewed", name="exchange"), phrase("By itself, without you.")
    ),
)
_REFUSED: Final = (NotTaken("Status page", phrase("Everybody may open it: nobody signs in there")),)
_REPORT: Final = Report(
    "denied, https://denied.demo.example",
    (
        well(About.NAME, phrase("{host} is {addresses}.", host="denied.demo.example", addresses="192.0.2.7")),
        well(About.CONNECTION, phrase("{host} takes connections.", host="denied.demo.example")),
        wrong(About.POLICY, Refusal(Closed.NOT_ALLOWED, "demo-1").problem(ROUTES["denied"].origin)),
    ),
    is_whole=True,
)
_ROUTE: Final = Draft("routes", 0, {"name": "wiki", "url": str(ROUTES["wiki"].origin), "tags": ["demo"]})
_OF_PROVIDER: Final = {"name": "demo", "issuer": "https://login.demo.example", "client_id": "pomtray"}
_PROVIDER: Final = Draft("providers", 0, _OF_PROVIDER)

SCENES: Final[dict[str, Scene]] = {
    **{f"list-{name}": Scene(state) for name, state in states.STATES.items()},
    "details": Scene(states.of_the_day, _details, "wiki"),
    "details-programs": Scene(states.program, _details, "wiki"),
    "details-failed": Scene(states.failed, _details, "identity-token"),
    "search": Scene(states.of_the_day, _search),
    "adding": Scene(states.empty, _add),
    "adding-more": Scene(states.of_the_day, _add),
    "offers": Scene(states.of_the_day, _offers),
    "doubt": Scene(states.doubt, _changed),
    "undo": Scene(states.of_the_day, _changed),
    "import": Scene(states.of_the_day, _import),
    "route-form": Scene(states.of_the_day, _form(_ROUTE)),
    "provider-form": Scene(states.of_the_day, _form(_PROVIDER)),
    "preferences": Scene(states.of_the_day, _takes(AppAction.PREFERENCES)),
    "providers": Scene(states.of_the_day, _takes(AppAction.PROVIDERS)),
    "settings-editor": Scene(states.refused, _editor),
    "paste": Scene(states.waiting, _takes(RouteIntent(Action.PASTE, "identity-token"))),
    "sign-out": Scene(states.of_the_day, _takes(RouteIntent(Action.SIGN_OUT, "wiki"))),
    "sign-out-everywhere": Scene(states.of_the_day, _takes(AppAction.SIGN_OUT_ALL)),
    "blocked": Scene(states.of_the_day, _blocked),
    "activity": Scene(states.of_the_day, _activity),
    "keys": Scene(states.of_the_day, _takes(AppAction.KEYS)),
    "help": Scene(states.of_the_day, _help),
    "about": Scene(states.of_the_day, _about),
    "menu": Scene(states.of_the_day, _menu),
}
