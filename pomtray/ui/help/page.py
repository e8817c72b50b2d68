"""The shipped documents, one at a time, as a page: sections, links, the way back, and a text to find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import (
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser

from pomtray.serve.resources import resource_bytes
from pomtray.ui.rows.readable import readable_on
from pomtray.ui.wording import catalogue, tr

GUIDE: Final = "guide.md"
_DOCUMENTS: Final = (GUIDE, "security.md", "socket.md")
_TOLD_IN: Final = {GUIDE: {"de": "guide.de.md"}}
"""Those that there are in other languages too, section by section."""
_ON_THE_WEB: Final = "https://github.com/pomtray/pomtray/blob/main/docs/"
"""What a link from one document to another is relative to."""
_HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)
_CODE: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_MARGIN: Final = 16
_CELL: Final = 5
_BETWEEN: Final = 8
_LINE: Final = 24
"""Pixels."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the document that is shown. level: 1 for the document's own title."""

    title: str
    anchor: str
    """What the English document calls it: in every language the same."""
    level: int
    position: int

    def is_called(self, anchor: str) -> bool:
        """Whether a link of this document, or of one in English, leads there."""
        return anchor in {self.anchor, anchor_of(self.title)}


@dataclass(frozen=True, slots=True)
class _Place:
    document: str
    scrolled: int


def anchor_of(title: str) -> str:
    """As GitHub makes one of a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


class Page(QTextBrowser):
    """NOTE: it loads nothing by itself; links that lead out of the shipped documents are only told."""

    outside = Signal(str)
    """The address of a page on the web that was chosen."""
    went = Signal()
    """Another place of the page is shown."""
    loaded = Signal()
    """Another document is."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # all of it wraps
        self.setAccessibleName(tr("Guide"))
        keyboard = Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(self.textInteractionFlags() | keyboard)
        self.sections: tuple[Section, ...] = ()
        self._shown = ""
        self._opened: Section | None = None
        """What was opened, until the page is moved: the last sections cannot come to the upper edge."""
        self._past: list[_Place] = []
        self.anchorClicked.connect(self._follow)
        self.verticalScrollBar().valueChanged.connect(self._moved)

    @property
    def has_past(self) -> bool:
        return bool(self._past)

    @property
    def section(self) -> Section | None:
        """What is being read: what was opened, or else the last heading that is above the upper edge."""
        if self._opened is not None:
            return self._opened
        at = self.cursorForPosition(QPoint(_MARGIN, _LINE)).position()
        return next((it for it in reversed(self.sections) if it.position <= at), None)

    def open(self, anchor: str, document: str = GUIDE) -> None:
        """Show that section; Back leads to what was shown before. An unknown one is the beginning."""
        if self._shown:
            self._past.append(_Place(self._shown, self.verticalScrollBar().value()))
        self._load(document)
        self._show(next((it for it in self.sections if it.is_called(anchor)), self.sections[0]))

    def back(self) -> None:
        """To the place before; nothing where there is none."""
        if self._past:
            place = self._past.pop()
            self._load(place.document)
            self.verticalScrollBar().setValue(place.scrolled)
            self.went.emit()

    def look_for(self, text: str, *, backward: bool = False, again: bool = False) -> bool:
        """Show and select the next place with `text`, from the beginning where there is none below.

        again: further than the one that is selected. False where it stands nowhere.
        """
        flags = QTextDocument.FindFlag.FindBackward if backward else QTextDocument.FindFlag(0)
        start = self.textCursor()
        if not again:
            start.setPosition(start.selectionStart())
        found = self.document().find(text, start, flags)
        if found.isNull():
            start.movePosition(QTextCursor.MoveOperation.End if backward else QTextCursor.MoveOperation.Start)
            found = self.document().find(text, start, flags)
        if not found.isNull():
            self.setTextCursor(found)
        return not found.isNull()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's name
        """NOTE: a link keeps the colour that links had when it was read."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._shown:
            scrolled = self.verticalScrollBar().value()
            self._read(self._shown)
            self.verticalScrollBar().setValue(scrolled)

    def _load(self, document: str) -> None:
        if document != self._shown:
            self._read(document)
            self._shown = document
            self.loaded.emit()

    def _read(self, document: str) -> None:
        """NOTE: it is set before it is shown, or each change of it would lay all of it out."""
        read = QTextDocument(self)
        read.setDefaultFont(self.font())
        read.setDefaultTextOption(self.document().defaultTextOption())
        told = _file_of(document)
        read.setMarkdown(_text_of(told))
        _set(read, self.palette())
        self.setDocument(read)
        self.sections = tuple(_sections(read, () if told == document else _anchors(_text_of(document))))

    def _show(self, section: Section) -> None:
        block = self.document().findBlock(section.position)
        self.setTextCursor(QTextCursor(block))
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(int(top) - _BETWEEN)
        self._opened = section
        self.went.emit()

    def _moved(self) -> None:
        self._opened = None
        self.went.emit()

    def _follow(self, link: QUrl) -> None:
        target = QUrl(_ON_THE_WEB + self._shown).resolved(link)
        document = target.toString().partition("#")[0].removeprefix(_ON_THE_WEB)
        if document in _DOCUMENTS:
            self.open(target.fragment(), document)
        else:
            self.outside.emit(target.toString())


def _file_of(document: str) -> str:
    """In the language of the widgets, where there is one."""
    known = catalogue()
    return _TOLD_IN.get(document, {}).get(known.language, document) if known else document


def _text_of(file: str) -> str:
    return resource_bytes(f"docs/{file}").decode()


def _anchors(english: str) -> list[str]:
    return [anchor_of(title.replace("`", "")) for title in _HEADING.findall(_CODE.sub("", english))]


def _sections(document: QTextDocument, anchors: Sequence[str]) -> Iterator[Section]:
    """anchors: the English ones, where the document is in another language."""
    found = (block for block in _blocks(document) if block.blockFormat().headingLevel())
    for place, it in enumerate(found):
        anchor = anchors[place] if place < len(anchors) else anchor_of(it.text())
        yield Section(it.text(), anchor, it.blockFormat().headingLevel(), it.position())


def _blocks(document: QTextDocument) -> list[QTextBlock]:
    blocks, block = [], document.begin()
    while block.isValid():
        blocks.append(block)
        block = block.next()
    return blocks


def _set(document: QTextDocument, palette: QPalette) -> None:
    """Room around what Qt sets tight; code on a ground of its own."""
    root = document.rootFrame()
    form = root.frameFormat()
    form.setMargin(_MARGIN)
    root.setFrameFormat(form)
    for frame in root.childFrames():
        if isinstance(frame, QTextTable):
            table = frame.format().toTableFormat()
            table.setCellPadding(_CELL)
            table.setCellSpacing(0)
            table.setBorderCollapse(True)
            table.setBorder(1)
            table.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            table.setBorderBrush(palette.mid())
            table.setBottomMargin(_BETWEEN)
            frame.setFormat(table)
    for block in _blocks(document):
        room = QTextBlockFormat()
        if block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence):
            room.setBackground(palette.alternateBase())
            room.setNonBreakableLines(False)
        elif block.blockFormat().headingLevel():
            room.setTopMargin(2 * _BETWEEN)
        QTextCursor(block).mergeBlockFormat(room)
        _colour_links(block, palette)


def _colour_links(block: QTextBlock, palette: QPalette) -> None:
    """NOTE: dark desktops may leave links as dark as on white."""
    form = QTextCharFormat()
    form.setForeground(readable_on(palette.base().color(), palette.link().color()))
    fragments = block.begin()
    while not fragments.atEnd():
        fragment = fragments.fragment()
        if fragment.charFormat().isAnchor():
            cursor = QTextCursor(block)
            cursor.setPosition(fragment.position())
            cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(form)
        fragments += 1
