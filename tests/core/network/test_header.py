"""Header forms, and the curl command: run, with a program in curl's place that tells what it got."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import Credential
from pomtray.core.network.header import curl, form_of, header, header_line, shortened
from tests.core.built import CANARY

SECRET = Credential(f"{CANARY}.a-b_c~d+e/f==")
TOKEN = SECRET.reveal()
LINES = {
    HeaderForm.POMERIUM: f"Authorization: Pomerium {TOKEN}",
    HeaderForm.X_POMERIUM: f"X-Pomerium-Authorization: {TOKEN}",
    HeaderForm.BEARER: f"Authorization: Bearer Pomerium-{TOKEN}",
    HeaderForm.PLAIN_BEARER: f"Authorization: Bearer {TOKEN}",
}
FAKE_CURL = """#!/bin/sh
printf '%s\\n' "$@" > "$OUT/argv"
env > "$OUT/env"
cat > "$OUT/stdin"
"""


@pytest.mark.parametrize("form", HeaderForm)
def test_a_header_is_written_as_pomerium_reads_it(form: HeaderForm) -> None:
    assert header_line(form, SECRET) == LINES[form]
    assert ": ".join(header(form, SECRET)) == LINES[form]
    assert form_of(list(header(form, SECRET)), SECRET) is form


@pytest.mark.parametrize("form", HeaderForm)
def test_the_shortened_form_holds_no_token(form: HeaderForm) -> None:
    shown = shortened(form, SECRET)
    assert CANARY not in shown
    assert shown == LINES[form].removesuffix(TOKEN) + f"… ({len(TOKEN)} characters)"


URLS = [
    "https://app.pom.test/",
    "https://app.pom.test/a?b=c&d=$(id)",
    "https://app.pom.test/it's;id`id`",
    "https://app.pom.test/{a,b}[1-3]",
    "https://app.pom.test:8443/-L",
]


@pytest.mark.parametrize("form", HeaderForm)
@pytest.mark.parametrize("url", URLS)
def test_the_curl_command_keeps_the_token_out_of_argv(tmp_path: Path, form: HeaderForm, url: str) -> None:
    program = tmp_path / "curl"
    program.write_text(FAKE_CURL)
    program.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.defpath}", "OUT": str(tmp_path)}
    subprocess.run(["sh"], input=curl(Route("app", url), form, SECRET), text=True, env=environment, check=True)
    assert (tmp_path / "argv").read_text().splitlines() == ["--globoff", "--config", "-", "--", url]
    assert (tmp_path / "stdin").read_text() == f'no-location\nheader = "{LINES[form]}"\n'
    assert CANARY not in (tmp_path / "env").read_text()
