"""While something is loaded nothing is collected, and afterwards it is again."""

from __future__ import annotations

import gc

import pytest

from pomtray.core.uncollected import uncollected


def test_it_collects_again_however_that_ended() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="ended"), uncollected():
        raise ValueError("ended")
    assert gc.isenabled()
