"""The field that an address is typed or pasted into: nothing else of what is pasted stays; it may hold a credential."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QLineEdit

from pomtray.core.settings.change import Patch
from pomtray.core.settings.pasted import Pasted, pasted
from pomtray.core.text import phrase
from pomtray.ui.wording import tr

ANY: Final = phrase("An address from the browser, a curl line, a pomerium-cli command: whatever names it.")


@dataclass(frozen=True, slots=True)
class Entered:
    """The address, or why there is none; "" where nothing was typed."""

    address: Pasted | None
    why: str
    was_pasted: bool


class AddressField(QLineEdit):
    def __init__(self) -> None:
        super().__init__(clearButtonEnabled=True)
        self._last = ""

    def entered(self, text: str) -> Entered:
        """What is in it since `text` is. NOTE: what came at once was pasted: its address alone stays on screen."""
        fresh, self._last = Patch.between(self._last, text).after, text
        if len(fresh) > 1:
            return self._pasted(fresh, text)
        address, why = _read(text)
        return Entered(address, why if text.strip() else "", was_pasted=False)

    def _pasted(self, fresh: str, text: str) -> Entered:
        """What was pasted replaces what stood there, unless it is a piece of an address."""
        address, why = _read(fresh)
        if address is None and len(fresh.split()) == 1:
            address, _ = _read(text)
        if address is not None:
            self._put(address.url)
        elif len(text.split()) > 1:
            self._put("")
        return Entered(address, why, was_pasted=True)

    def _put(self, text: str) -> None:
        """NOTE: this also empties what the field could take back."""
        self.blockSignals(True)  # noqa: FBT003 Qt's
        self.setText(text)
        self.blockSignals(False)  # noqa: FBT003 Qt's
        self._last = text


def _read(text: str) -> tuple[Pasted | None, str]:
    """The address in `text`, or why there is none."""
    try:
        return pasted(text), ""
    except ValueError as error:
        return None, str(error) if text.strip() else tr(ANY)
