"""The settings file: people write it, we read it, and add to it without losing their comments.

Routes and providers are counted from 1 in what is said about a file: `routes[2].url` is the second `[[routes]]`.
No error ever rewrites the file.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import MutableSequence
from pathlib import Path
from typing import Final, cast

from pomtray.core.route import POMERIUM_FORMS, Route, Settings
from pomtray.desktop import private_folder
from pomtray.desktop.settings_bounds import check_bounds
from pomtray.desktop.settings_schema import Document
from pomtray.desktop.settings_syntax import explained
from pomtray.desktop.settings_told import first_said, missing, refused, unreadable, unwritable

_BIGGEST: Final = 1024 * 1024

EXAMPLE: Final = """\
# pomtray: the services behind Pomerium that you sign in to. docs/guide.md explains every line.
# Take away the "#" in front of a line to use it. A saved change counts at once.

# [[routes]]
# name = "Grafana"
# url = "https://grafana.example.com"
# tags = ["work"]                     # found by typing them in the window
# header = "pomerium"                 # or "x-pomerium", or "bearer" (then the service sees the whole token)
# browser = ["firefox", "-P", "work", "{url}"]   # instead of the default browser
# ca = "company-ca.pem"               # an extra CA for this route and its sign-in page, beside this file
# client_cert = "me.p12"              # where a client certificate is wanted: PKCS#12, or PEM with client_key
# group = ""                          # routes of one group share a sign-in
# share = true                        # false: a sign-in of its own, which opens nothing else
# notices = true                      # false: nothing is said about this route's end
# auto_renew = "notify"               # "browser": open the sign-in page at the end; "off": do nothing

# [[routes]]
# name = "Reports"
# url = "https://reports.example.com"
# method = "oidc"                     # sign in at the identity provider, whose token the route takes
# provider = "Company"                # one of [[providers]]
# deliver = "identity_token"          # or "access_token", or "exchange" (old Pomeriums, with exchange_url)

# [[routes]]
# name = "Nightly job"
# url = "https://jobs.example.com"
# method = "client_credentials"       # machine to machine: no person, no browser
# provider = "Company"
# audience = "https://jobs.example.com"
# token_for = 3600                    # seconds a token lasts where nobody says

# [[providers]]
# name = "Company"
# issuer = "https://idp.example.com"  # without a discovery document: token_endpoint and the others in its place
# client_id = "pomtray"
# client_secret = { vault = true }    # or { env = "NAME" }, { command = ["program", "argument"] }; never the secret
# pomerium_client_id = "pomerium"     # asked for as audience of renewed tokens
# scopes = ["openid", "email", "profile", "offline_access"]
# redirect_uri = "http://127.0.0.1:0/callback"   # port 0: any free one

# [preferences]
# clear_clipboard_for = 30            # seconds until a copied credential is cleared
# sign_in_for = 360                   # seconds to wait for the browser
# session_for = 50400                 # seconds a session lasts where Pomerium does not say
# look_every = 600                    # seconds between looks at sessions that nobody uses; 0: never
# callback_answer = "page"            # "none": no page, and nothing in the browser's history
# auto_renew = "notify"               # for every route that does not say otherwise
# ca = "company-ca.pem"               # your organisation's own CA, for everything
# hide_people = false                 # true: no names and e-mails in menus
# icon = "colour"                     # "one colour": the shapes alone tell the states apart
"""


def read(path: Path) -> Settings:
    """The settings in the file at `path`. Raises `SettingsError`, which names key, line and what was expected.

    It blocks: a file of 5,000 routes takes a second, and one on a network's disk as long as that likes.
    """
    return parse(_text(path), path)


def parse(text: str, path: Path) -> Settings:
    """The same for the file's text; `~` and relative paths in it start at the file's folder."""
    _check(text)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, why = explained(text, str(error))
        raise refused(f"Line {line}: {why}") from None
    document = Document(content, path.parent.absolute())
    if document.misfits:
        raise refused(first_said(document.misfits, text))
    return document.settings


def write_example(path: Path) -> bool:
    """Write a commented example where there is no file; False where there is one. Raises `SettingsError`."""
    try:
        path.lstat()  # a link that leads nowhere is the person's own, too
    except FileNotFoundError:
        return _write_new(path)
    except OSError as error:
        raise unreadable(path, error) from error
    return False


def _write_new(path: Path) -> bool:
    try:
        private_folder.make(path.parent)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(EXAMPLE)
    except OSError as error:
        raise unwritable(path, error) from error
    return True


def add_route(path: Path, route: Route) -> Settings:
    """Append `route` to the file, all else left as it stands. Raises `SettingsError` and changes nothing."""
    import tomlkit  # noqa: PLC0415 36 ms, and hardly ever needed

    text = _text(path)
    parse(text, path)
    document = tomlkit.parse(text)
    if not document.get("routes"):
        document["routes"] = tomlkit.aot()
    routes = document["routes"]
    table = tomlkit.inline_table() if isinstance(routes, tomlkit.items.Array) else tomlkit.table()
    table.update(_written(route))
    cast("MutableSequence[object]", routes).append(table)
    added = tomlkit.dumps(document)
    settings = parse(added, path)
    _replace(Path(os.path.realpath(path)), added)
    return settings


def _written(route: Route) -> dict[str, object]:
    """The keys worth writing: what is usual is left out."""
    usual = Route(route.name, route.url)
    every: dict[str, object] = {
        "name": route.name,
        "url": route.url,
        "tags": list(route.tags),
        "header": route.header.value if route.header in POMERIUM_FORMS and route.header is not usual.header else "",
        "browser": list(route.browser),
        "ca": route.ca,
        "group": route.group,
        "auto_renew": route.auto_renew.value if route.auto_renew else "",
        **_written_way(route, usual),
    }
    off = {key: False for key in ("share", "notices") if not getattr(route, key)}
    return {key: value for key, value in every.items() if value} | off


def _written_way(route: Route, usual: Route) -> dict[str, object]:
    """What says how one gets a credential for it."""
    return {
        "method": "" if route.method is usual.method else route.method.value,
        "provider": route.provider.name if route.provider else "",
        "deliver": "" if route.deliver is usual.deliver else route.deliver.value,
        "exchange_url": route.exchange_url,
        "audience": route.audience,
        "scope": route.scope,
        "resource": route.resource,
        "token_for": 0 if route.token_for == usual.token_for else route.token_for,
    }


def _check(text: str) -> None:
    try:
        check_bounds(text)
    except ValueError as error:
        raise refused(str(error)) from None


def _text(path: Path) -> str:
    try:
        data = _data(path)
    except FileNotFoundError as error:
        raise (unreadable(path, error) if path.is_symlink() else missing(path)) from error
    except OSError as error:
        raise unreadable(path, error) from error
    if len(data) > _BIGGEST:
        raise refused("The file is larger than 1 MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refused(
            f"Line {line}: this is not UTF-8; choose that encoding where your editor saves the file"
        ) from None


def _data(path: Path) -> bytes:
    """At most a byte more than is taken. A device or a pipe in the file's place is not opened, let alone waited for."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise refused("There is no file at this place, but something else")
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise refused("There is no file at this place, but something else")
        return file.read(_BIGGEST + 1)


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.new")
    try:
        with fresh.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(path.stat().st_mode & 0o777)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise unwritable(path, error) from error
