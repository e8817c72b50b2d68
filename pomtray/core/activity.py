"""What happened when, in plain words: for the person to read again, and bounded. It holds no secret."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pomtray.core import events as happened
from pomtray.core.deadline import clock_time
from pomtray.core.domain.consent import ConsentAnswer
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.program import Program
from pomtray.core.domain.session import EndSource, Session
from pomtray.core.errors import Part, Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.model.sign_ins.result import name_of
from pomtray.core.model.value import LoggedNotice, Model
from pomtray.core.plain import isolated
from pomtray.core.protocol.strict_json import read_object
from pomtray.core.secret import Secret
from pomtray.core.settings.differences import differences
from pomtray.core.text import counted, joined, phrase, with_values
from pomtray.core.written_text import form_of, text_of

KEPT_FOR: Final = timedelta(days=7)
MOST: Final = 500
"""Entries."""
_LONGEST: Final = 2000
"""Characters of a text."""
_NEAR: Final = 10
"""Entries among which the same one is not told twice: silent renewals come every few minutes."""
_MOMENT: Final = timedelta(minutes=1)
"""In which it is found out what else a sign-in opens."""
_LARGEST: Final = 16 * 1024
"""Bytes of a line."""
_MEMBERS: Final = 500
"""Values of a line."""


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """What happened at `at` (aware UTC)."""

    at: datetime
    title: str
    text: str = ""
    times: int = 1
    """How often, one after the other; `at` is the last time."""


def entries_of(event: happened.Event, before: Model, after: Model, since: datetime) -> tuple[ActivityEntry, ...]:
    """What there is to say of a step; `since`: when the one before was."""
    at = event.at
    found = [
        *(ActivityEntry(past.at, past.notice.title, past.notice.text) for past in reversed(_new_past(before, after))),
        *(
            ActivityEntry(at, phrase("{name}: the session has ended", name=name))
            for name in _ended(before, after, since, at)
        ),
        *(
            ActivityEntry(at, phrase("{name} was renewed", name=name), phrase("By itself, without you."))
            for name in _renewed(event, before, after)
        ),
        *_of_parts(before, after, at),
        *_of_lock(before, after, at),
        *_of_clipboard(event, before),
        *_of_programs(event, before, after),
        *_of_settings(event, before, after),
        *_of_serving(event, before, after),
        *_of_pauses(before, after, at),
    ]
    return tuple(replace(entry, title=_cut(entry.title), text=_cut(entry.text)) for entry in found)


def _cut(text: str) -> str:
    """NOTE: what was cut off is plain."""
    return text if len(text) <= _LONGEST else text[:_LONGEST]


def _new_past(before: Model, after: Model) -> list[LoggedNotice]:
    """What notices said: with the reason and the request id, where something failed."""
    known = before.past[:1]
    new = []
    for past in after.past:
        if known and past is known[0]:
            break
        new.append(past)
    return new


def _ended(before: Model, after: Model, since: datetime, at: datetime) -> Iterator[str]:
    """Names of what ended by itself since, or was found ended by its server."""
    for key, session in after.logins.holding.items():
        was = before.logins.holding.get(key)
        found = was is not None and was.id == session.id and was.ended_at is None and session.ended_at is not None
        end = _known_end(session)
        if found or (end is not None and since < end <= at):
            yield name_of(after, after.logins[key])


def _known_end(session: Session) -> datetime | None:
    known = session.end.source is not EndSource.ESTIMATE and session.ended_at is None
    return session.end.at if known else None


def _renewed(event: happened.Event, before: Model, after: Model) -> Iterator[str]:
    if isinstance(event, happened.Renewed) and event.login in after.logins and event.login not in before.by_hand:
        yield name_of(after, after.logins[event.login])


def _of_parts(before: Model, after: Model, at: datetime) -> Iterator[ActivityEntry]:
    """What could not be had any more, and what can be had again."""
    for part in Part:
        was, now = before.troubles.get(part), after.troubles.get(part)
        if now is not None and now != was:
            yield ActivityEntry(at, now.title, _sentence(part, now))
        elif was is not None and now is None:
            yield ActivityEntry(at, phrase("{title}: that is over", title=was.title))


def _sentence(part: Part, problem: Problem) -> str:
    """NOTE: what is wrong with the settings may repeat what somebody wrote there: a token in the wrong place."""
    return "" if part is Part.SETTINGS else problem.text()


def _of_lock(before: Model, after: Model, at: datetime) -> Iterator[ActivityEntry]:
    if after.lock.is_shut and not before.lock.is_shut:
        yield ActivityEntry(at, phrase("pomtray was locked"), phrase("With the screen.") if after.screen_locked else "")
    if before.lock is Lock.OPENING and after.lock is Lock.OPEN:
        yield ActivityEntry(at, phrase("pomtray was unlocked"))


def _of_clipboard(event: happened.Event, before: Model) -> Iterator[ActivityEntry]:
    match event:
        case happened.ClipboardFilled(at=at, notice=notice):
            yield ActivityEntry(at, notice.title)
        case happened.ClipboardCleared(at=at) if before.clears_at is not None:
            yield ActivityEntry(at, phrase("The clipboard was cleared"))
        case _:
            return


_ANSWERED: Final = {
    ConsentAnswer.ALLOWED: phrase("{program} may have the credential of {route} from now on"),
    ConsentAnswer.ONCE: phrase("{program} had the credential of {route}, this once"),
    ConsentAnswer.DENIED: phrase("{program} was denied the credential of {route}"),
    ConsentAnswer.UNANSWERED: phrase("{program} asked for the credential of {route}, and had no answer"),
    ConsentAnswer.TOO_MANY: phrase("{program} asked for the credential of {route} among too many others"),
}
_ASKED_AGAIN: Final = phrase("{program} is asked about again before it gets the credential of {route}")


def _of_programs(event: happened.Event, before: Model, after: Model) -> Iterator[ActivityEntry]:
    """What was said of each question, once; where nobody was asked there is nothing to say."""
    match event:
        case happened.ConsentTaken(at=at, consent=it):
            yield _of_program(at, it.program, _ASKED_AGAIN, it.route)
        case happened.ConsentRestored(at=at, consent=it):
            yield _of_program(at, it.program, _ANSWERED[ConsentAnswer.ALLOWED], it.route)
        case happened.ProgramAsks(at=at, request=request, program=program, route=route):
            said = after.programs.said.get(request)
            if said in {ConsentAnswer.DENIED, ConsentAnswer.TOO_MANY}:
                yield _of_program(at, program, _ANSWERED[said], route)
        case _:
            gone = {it.number for it in before.programs.questions} - {it.number for it in after.programs.questions}
            for wanted in (it for it in before.programs.questions if it.number in gone):
                said = next((after.programs.said[key] for key in wanted.by if key in after.programs.said), None)
                if said is not None:
                    yield _of_program(event.at, wanted.program, _ANSWERED[said], wanted.route)


def _of_program(at: datetime, program: Program, what: str, route: str) -> ActivityEntry:
    return ActivityEntry(at, with_values(what, program=program.name, route=route), joined("", (program.placed, ".")))


def _of_settings(event: happened.Event, before: Model, after: Model) -> Iterator[ActivityEntry]:
    """Whoever changed them. What they say at the start of a run is no news."""
    match event:
        case happened.SettingsRead(at=at) if before.settings_known:
            yield from (ActivityEntry(at, said) for said in differences(before.settings, after.settings))
        case happened.ChangeUndone(at=at):
            yield ActivityEntry(at, phrase("The last change of the settings was taken back"))
        case happened.SecretGiven(at=at, provider=name, secret=Secret()) if after is not before:
            yield ActivityEntry(
                at, phrase("The client secret of {provider} was put into the vault", provider=isolated(name))
            )
        case happened.PlainTextDeleted(at=at, count=count):
            title = counted(
                "1 file with a token in plain text was deleted",
                "{count} files with tokens in plain text were deleted",
                count,
            )
            yield ActivityEntry(at, title, phrase("pomerium-cli or Pomerium Desktop had left it there."))
        case _:
            return


def _of_serving(event: happened.Event, before: Model, after: Model) -> Iterator[ActivityEntry]:
    """NOTE: what ended by itself has a notice that says why; the address, which is a credential, is not told."""
    for name, served in after.serving.items():
        was = before.serving.get(name)
        if (
            served.place
            and served.runs
            and served.address is not None
            and (was is None or was.address is not served.address)
        ):
            yield ActivityEntry(event.at, _served(after, name), phrase("At {place}.", place=served.place))
    if not isinstance(event, happened.ServingEnded):
        for name in (name for name, was in before.serving.items() if was.place and name not in after.serving):
            yield ActivityEntry(event.at, _served_no_more(before, name))


def _served(model: Model, name: str) -> str:
    if _has_tunnel(model, name):
        return phrase("{route} was connected", route=isolated(name))
    return phrase("{route} is served on this computer", route=isolated(name))


def _served_no_more(model: Model, name: str) -> str:
    if _has_tunnel(model, name):
        return phrase("{route} was disconnected", route=isolated(name))
    return phrase("{route} is not served any more", route=isolated(name))


def _has_tunnel(model: Model, name: str) -> bool:
    route = model.route(name)
    return route is not None and route.tunnel is not None


def _of_pauses(before: Model, after: Model, at: datetime) -> Iterator[ActivityEntry]:
    """Whether notices are to be quiet for a while, as a person has said."""
    was, until = before.remembered.paused_until, after.remembered.paused_until
    if until != was and before.vault_open and after.vault_open:
        when = clock_time(until, at, after.clock) if until else ""
        yield ActivityEntry(
            at, phrase("Notices are paused until {when}", when=when) if until else phrase("Notices come again")
        )


def kept(entries: Iterable[ActivityEntry], now: datetime) -> list[ActivityEntry]:
    """The last ones, the oldest first: of seven days, 500 at most, and what comes again and again once."""
    found: list[ActivityEntry] = []
    for entry in entries:
        if entry.at <= now - KEPT_FOR:
            continue
        same = next((it for it in found[-_NEAR:] if _says(entry, it)), None)
        if same is not None:
            found.remove(same)
        again = same is not None and same.text == entry.text
        found.append(replace(entry, times=entry.times + same.times) if same and again else entry)
    return found[-MOST:]


def _says(entry: ActivityEntry, before: ActivityEntry) -> bool:
    """Whether `before` is told by it too: it is the same, or more is known of it a moment later."""
    more = entry.text.startswith(before.text) and before.text != "" and entry.at - before.at <= _MOMENT
    return entry.title == before.title and (more or entry.text == before.text)


def matching(entries: Iterable[ActivityEntry], text: str) -> list[ActivityEntry]:
    """Those that have every word of `text`, the newest first."""
    words = text.casefold().split()
    said = ((entry, f"{entry.title} {entry.text}".casefold()) for entry in entries)
    return [entry for entry, all_of_it in said if all(word in all_of_it for word in words)][::-1]


def line(entry: ActivityEntry) -> bytes:
    """What `read_lines` reads."""
    said = {"at": entry.at.astimezone(UTC).isoformat(), "title": entry.title, "text": entry.text, "times": entry.times}
    said["told"] = [form_of(entry.title), form_of(entry.text)]
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"


def read_lines(content: bytes) -> list[ActivityEntry]:
    """What can be read of it: a line that was cut off, or that somebody changed, is left out."""
    return [entry for entry in map(_read, content.splitlines()) if entry is not None]


def _read(text: bytes) -> ActivityEntry | None:
    try:
        said = read_object(text, largest=_LARGEST, most=_MEMBERS)
        at, times = datetime.fromisoformat(str(said["at"])), said["times"]
        if at.tzinfo is None or not isinstance(times, int):
            return None
        told = [text_of(form) for form in _as_sentences(said)]
        return ActivityEntry(at.astimezone(UTC), told[0], told[1], times)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _as_sentences(said: dict[str, Any]) -> list[object]:
    """Title and text; an earlier pomtray wrote the English ones only."""
    told = said.get("told")
    return told if isinstance(told, list) and len(told) == 2 else [str(said["title"]), str(said["text"])]  # noqa: PLR2004 title and text
