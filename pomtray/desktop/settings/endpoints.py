"""What `[[providers]]` may say of a provider that has no discovery document: its endpoints, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from pomtray.core.protocol.metadata import ENDPOINTS, Metadata
from pomtray.core.text import phrase
from pomtray.desktop.settings.values import Misfit, at, origin_of, word

KEYS: Final = ("token_endpoint", *ENDPOINTS)


def metadata(table: Mapping[str, object], issuer: str) -> Metadata | None:
    """None where the provider says it itself; `issuer` may be "". Raises `Misfit`."""
    named: dict[str, Any] = {key: at(key, partial(_address, table, key)) for key in KEYS if key in table}
    if not named:
        return None
    if "token_endpoint" not in named:
        raise Misfit(
            phrase("goes with token_endpoint: it is for providers without a discovery document"), next(iter(named))
        )
    return Metadata(issuer=issuer, **named)


def _address(table: Mapping[str, object], key: str) -> str:
    url = word(table, key, phrase("expected an address, or leave it out")).strip()
    origin_of(url)
    if "#" in url:
        raise Misfit(phrase("must not contain a fragment"))
    return url
