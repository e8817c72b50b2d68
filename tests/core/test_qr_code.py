"""A QR code says what it was made of, with nothing around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pomtray.core.domain.login import DeviceCode
from pomtray.core.qr_code import LONGEST, qr_code
from tests.scanned import needs_zbar, scanned_modules

PAGE = "https://login.example.com/device"


@needs_zbar
@pytest.mark.parametrize("text", ["x", f"{PAGE}?user_code=WDJB-MJHT", "https://bücher.example/#/größe", "x" * LONGEST])
def test_a_camera_reads_what_it_was_made_of(text: str, tmp_path: Path) -> None:
    assert scanned_modules([list(row) for row in qr_code(text)], tmp_path) == text


def test_four_modules_around_it_are_light() -> None:
    code = qr_code(PAGE)
    edges = [*code[:4], *code[-4:], *(row[:4] + row[-4:] for row in code)]
    assert not any(map(any, edges))
    assert code[4][4:11] == (True,) * 7, "the first corner's mark"
    assert {len(row) for row in code} == {len(code)}


@pytest.mark.parametrize("text", ["", "x" * (LONGEST + 1), "ü" * (LONGEST // 2 + 1)])
def test_what_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        qr_code(text)


@pytest.mark.parametrize(
    ("url", "complete", "holds"),
    [
        (PAGE, "", PAGE),
        (PAGE, f"{PAGE}?user_code=AB", f"{PAGE}?user_code=AB"),
        (PAGE, "https://login.example.com:443/other?user_code=AB", "https://login.example.com:443/other?user_code=AB"),
        (PAGE, "https://elsewhere.example/device?user_code=AB", PAGE),
        (PAGE, "http://login.example.com/device?user_code=AB", PAGE),
        (PAGE, "not an address", PAGE),
        (PAGE, f"{PAGE}?user_code={'x' * LONGEST}", PAGE),
        (f"{PAGE}?{'x' * LONGEST}", "", ""),
    ],
)
def test_it_leads_to_the_host_that_stands_beside_it(url: str, complete: str, holds: str) -> None:
    device = DeviceCode("AB", url, complete)
    assert device.scanned == holds
    assert complete not in repr(device) or not complete
