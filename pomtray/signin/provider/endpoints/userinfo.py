"""Who signed in by the userinfo endpoint, for providers whose ID tokens give no more than the `sub`.

With an access token beside it an ID token may leave e-mail and name to that endpoint (OpenID Connect Core §5.4).
"""

from __future__ import annotations

import asyncio
from typing import Final

from pomtray.core.domain.route import HeaderForm
from pomtray.core.domain.session import Person
from pomtray.core.errors import PomtrayError
from pomtray.core.protocol.id_token import person_of
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.protocol.oauth import Tokens
from pomtray.core.protocol.strict_json import read_object
from pomtray.core.secret import Credential
from pomtray.signin.provider.endpoints.answers import OK, target
from pomtray.signin.web.answer import JSON
from pomtray.signin.web.http import Web

ANSWER_FOR: Final = 5.0
"""Seconds: a name is not worth a longer wait, with a browser's page still open."""


async def with_userinfo(web: Web, metadata: Metadata, tokens: Tokens, person: Person) -> Person:
    """`person` with e-mail and name, where only the provider's userinfo has them; never raises for its answer.

    `person` is who the validated ID token of `tokens` says. A signed answer (application/jwt) is left alone.
    """
    if person.email or person.name or tokens.access is None or not metadata.userinfo_endpoint:
        return person
    try:
        async with asyncio.timeout(ANSWER_FOR):
            return await _asked(web, metadata.userinfo_endpoint, tokens.access, person)
    except (PomtrayError, ValueError, TimeoutError):
        return person


async def _asked(web: Web, url: str, access: Credential, person: Person) -> Person:
    """§5.3. Raises `PomtrayError`, `ValueError`."""
    answer = await web.get(*target(url), credential=access, form=HeaderForm.PLAIN_BEARER)
    if answer.status != OK or answer.content_type != JSON:
        return person
    said = read_object(answer.body)
    # NOTE: §5.3.2: else an access token that was put in place of ours would name somebody else.
    return person_of(said, person.user) if said.get("sub") == person.user else person
