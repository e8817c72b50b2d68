"""An answer of the short way (`live`) made ready to be given again (`again`), where it stands."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from pomtray.cli import quick
from pomtray.cli.alone import again
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Settings
from pomtray.core.errors import PomtrayError
from pomtray.core.model.credential_requests import GrantedCredential
from pomtray.core.model.standing import stands_until
from pomtray.core.requests.answer import credential_answer
from pomtray.core.requests.request import CredentialForm, Request
from pomtray.desktop.settings import settings as settings_file
from pomtray.desktop.vault.standing import StandingAnswer
from pomtray.signin.pomerium.pomerium import USER
from pomtray.signin.web.answer import JSON, Answer
from pomtray.signin.web.direct import Direct
from pomtray.signin.web.trust import folder_of_authorities, system_store

_OK: Final = 200
_TRANSFORMED: Final = {"transfer-encoding", "content-encoding"}


def standing_answer(
    path: Path, settings: Settings, request: Request, found: GrantedCredential, *, door: Direct, at: datetime
) -> StandingAnswer | None:
    """None for what does not stand, or is asked in a way that `again` does not know.

    path: of the file that `settings` were read from. door: by which the server was asked. at: when `found` was given.
    """
    until, question = stands_until(found, settings.preferences, at), _question(request, found)
    if until is None or not question or str(path) != quick.default_settings():
        return None
    digest = _digest_of(path, settings)
    if digest is None:
        return None
    answer = StandingAnswer(
        question=question,
        answer=str(credential_answer(found, request)["text"]),
        since=int(at.timestamp()),
        until=int(until.timestamp()),
        place=str(path),
        settings=digest,
    )
    is_known = found.session.grant is not None or _is_to_be_asked(answer, found.session.vouching_host, door)
    return answer if is_known else None


def _question(request: Request, found: GrantedCredential) -> str:
    """What it is kept under; "" for what is not. Of a route's addresses its own alone, since each would have a file."""
    if request.wanted is CredentialForm.FULL or request.form is not None or request.min_for:
        return ""
    is_its_own = request.route == found.route.url or request.route.casefold() == found.route.name.casefold()
    return again.question_of((request.wanted.value, request.route)) if is_its_own else ""


def _is_to_be_asked(answer: StandingAnswer, host: Origin, door: Direct) -> bool:
    """Write down how `host` is asked again, and what it said; False where `asked_again` takes no such answer."""
    heard = door.heard.get((host, USER))
    if heard is None or not _is_plain(heard.answer):
        return False
    answer.scheme, answer.host, answer.port = host.scheme, host.host, host.port
    answer.is_here = int(host.is_loopback)
    answer.request, answer.trusted = heard.request.decode("ascii"), "\n".join((*_system(), *heard.authorities))
    answer.body = quick.digest(heard.answer.body)
    return True


def _system() -> tuple[str, ...]:
    """Whom the system trusts, as `trusting_by_folder` has it."""
    folder, store = folder_of_authorities(), system_store()
    if folder:
        return (f"{folder.rstrip('/')}/",)
    return (str(store),) if store is not None else ()


def _is_plain(answer: Answer) -> bool:
    """As `asked_again` reads it."""
    is_whole = (
        answer.headers.get("content-length") == str(len(answer.body)) and not _TRANSFORMED & answer.headers.keys()
    )
    return answer.status == _OK and answer.content_type == JSON and is_whole


def _digest_of(path: Path, settings: Settings) -> str | None:
    """Of the file; None where it does not say `settings` any more."""
    try:
        data = settings_file.data_in(path)
        is_same = settings_file.parse(settings_file.text_of(data), path) == settings
    except PomtrayError:
        return None
    return quick.digest(data) if is_same else None
