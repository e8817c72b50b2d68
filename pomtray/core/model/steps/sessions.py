"""What servers and providers said of a session."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

from pomtray.core import events as happened
from pomtray.core.events.sessions import SessionEvent
from pomtray.core.model import checking, renewing, sharing
from pomtray.core.model.sign_ins import signing_out
from pomtray.core.model.value import Model, Step
from pomtray.core.view.notice import Notice, Urgency

_TOLD_FOR = timedelta(minutes=1)


def taken(model: Model, event: SessionEvent) -> Step:  # noqa: C901 a table
    match event:
        case happened.Rotated():
            return renewing.rotated(model, event)
        case happened.Renewed():
            return renewing.renewed(model, event)
        case happened.RenewalFailed():
            return renewing.failed(model, event)
        case happened.Verified():
            return checking.verified(model, (event,))
        case happened.SignInDoubted():
            return signing_out.doubted(model, event)
        case happened.SessionShared():
            return sharing.shared(model, event)
        case happened.PortalRead():
            return sharing.portal_read(model, event)
        case happened.RoutesListed():
            return sharing.listed(model, event)
        case happened.RouteTried():
            return tried(model, event)
        case happened.Revoked():
            return signing_out.revoked(model, event)
        case _:
            assert_never(event)


def tried(model: Model, event: happened.RouteTried) -> Step:
    notice = Notice(f"test:{event.route}", event.title, event.text, urgency=Urgency.LOW)
    return model.telling(notice, event.at + _TOLD_FOR), ()
