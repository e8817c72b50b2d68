from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import NotTaken
from pomtray.core.settings.saved_connections import saved_connections

CONFIG = """\
# a Pomerium
authenticate_service_url: https://authenticate.corp.example
shared_secret: canary
routes:
  - from: https://grafana.corp.example   # the graphs
    name: "Grafana: all"
    to: http://grafana:3000
    policy:
      - allow:
          or:
            - from: https://evil.example
            - name: nobody
  - name: Wiki
    from: 'https://wiki.corp.example'
    tls_custom_ca: canary
  - from: https://*.any.example
  - from: https://open.corp.example
    allow_public_unauthenticated_access: true
  - from: tcp+https://db.corp.example:5432
    to: tcp://db:5432
  - from: udp+https://dns.corp.example:53
databroker:
  - from: https://not.a.route.example
"""
OPEN = "Everybody may open it: nobody signs in there"
OFFERS = (
    Offer("https://grafana.corp.example", "Grafana: all"),
    Offer("https://wiki.corp.example", "Wiki"),
    Offer("tcp+https://db.corp.example:5432"),
)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_pomerium_s_configuration(end: str) -> None:
    found = saved_connections(CONFIG.replace("\n", end))
    assert tuple(one for one in found if isinstance(one, Offer)) == OFFERS
    refused = {one.name: one.why for one in found if isinstance(one, NotTaken)}
    assert refused.keys() == {"route 3", "route 4", "route 6"}
    assert refused["route 4"] == OPEN
    assert "UDP" in refused["route 6"]


def test_an_older_one_without_indentation() -> None:
    old = "policy:\n- from: https://a.example\n  to: http://a\n- to: http://b\n  from: https://b.example\n"
    assert saved_connections(old) == (Offer("https://a.example"), Offer("https://b.example"))


def connection(**keys: object) -> dict[str, object]:
    return {"id": "x", "tags": ["db", 3], "conn": {"name": "Orders", "clientCert": {"key": "canary"}, **keys}}


def test_connections_of_pomerium_desktop() -> None:
    records = [
        connection(remoteAddr="db.corp.example:5432"),
        connection(protocol="TCP", remoteAddr="db.corp.example:22", pomeriumUrl="https://pom.corp.example:8443"),
        connection(protocol="UDP", remoteAddr="dns.corp.example:53"),
        connection(remoteAddr="nonsense"),
        connection(remoteAddr="db.corp.example:1", pomeriumUrl="ftp://x"),
        connection(),
        {"conn": 3},
        7,
    ]
    text = json.dumps({"@type": "type.googleapis.com/pomerium.cli.Records", "records": records})
    found = saved_connections(text)
    assert tuple(one for one in found if isinstance(one, Offer)) == (
        Offer("tcp+https://db.corp.example:5432", "Orders", ("db",)),
        Offer("tcp+https://pom.corp.example:8443/db.corp.example:22", "Orders", ("db",)),
    )
    assert [one.name for one in found if isinstance(one, NotTaken)] == ["Orders"] * 4
    assert "canary" not in repr(found)


@pytest.mark.parametrize("text", ['{"records": 3}', "", "nothing", "routes:\n  a: b\n"])
def test_what_names_nothing(text: str) -> None:
    assert saved_connections(text) == ()


def test_what_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="JSON"):
        saved_connections("{")


@given(st.text(alphabet="routes:\n -fmnae'\"#x.", max_size=60))
def test_anything_may_be_in_a_file(text: str) -> None:
    assert all(isinstance(one, Offer | NotTaken) for one in saved_connections(text))
