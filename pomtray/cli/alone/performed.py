"""What a command performs of all that the rules want."""

from __future__ import annotations

from pomtray.core import effects as todo
from pomtray.core.domain.login import Login, session_of
from pomtray.core.model import Model
from pomtray.core.requests.request import Declined, Request, RequestKind, route_meant


def performs(model: Model, request: Request, effect: todo.Effect) -> bool:
    """What the request is about, and nothing else: other sessions are other programs' business."""
    login = _login(model, request)
    match effect:
        case todo.Verify(session=session):
            held = session_of(login.state) if login is not None else None
            return session.grant is None and held is not None and held.id == session.id
        case todo.Renew(login=wanted) | todo.BeginSignIn(login=wanted):
            return login is not None and wanted == login.id
        case todo.Share(login=wanted, routes=routes):
            is_asked = login is not None and any(route.origin in login.routes for route in routes)
            return is_asked or (login is not None and wanted == login.id)
        case todo.Revoke():
            return request.do is RequestKind.LOGOUT
        case todo.PutOnClipboard() | todo.ClearClipboard() | todo.CheckPresence() | todo.TryRoute():
            return False
        case _:
            return True


def _login(model: Model, request: Request) -> Login | None:
    try:
        route = route_meant(model.settings, request.route)
    except Declined:
        return None
    return model.login_of(route)
