"""Values as JSON and back, by their types: only types of an explicit list, and nothing that is not exactly theirs.

An optional value is itself or null, one of several kinds goes with its kind's name, a member that has its default is
left out. Secrets are written as they are: what this gives goes to the socket pair and nowhere else.
"""

from __future__ import annotations

import dataclasses
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Final, NewType, Union, get_args, get_origin, get_type_hints

from pomtray.core.domain.known_pomerium import listed_origin
from pomtray.core.domain.origin import Origin
from pomtray.core.light_dataclass import dataclass
from pomtray.core.network.tunnel import is_tunnel, tunnel
from pomtray.core.secret import Credential, Secret
from pomtray.core.written_text import form_of, text_of

_PLAIN: Final = (int, bool)
_MICROSECOND: Final = timedelta(microseconds=1)
_KIND: Final = "kind"
_VALUE: Final = "value"


@dataclass(frozen=True, slots=True)
class _Form:
    """Both directions of one type. `write` raises `TypeError`, `read` raises `TypeError` or `ValueError`."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


class Codec:
    """Writes and reads `kinds`, frozen dataclasses and enumerations, and what is built of them and plain values."""

    def __init__(self, kinds: Collection[type]) -> None:
        self._allowed = frozenset(kinds)
        self._forms: dict[Any, _Form] = {}

    def encode(self, value: object, hint: object) -> object:
        """`value`, which is of the type `hint`, as JSON's own kinds. Raises `TypeError` where it is not."""
        return self._form(hint).write(value)

    def decode(self, data: object, hint: object) -> Any:
        """What `encode` wrote. Raises `ValueError`, which quotes nothing, for all else."""
        form = self._form(hint)
        try:
            return form.read(data)
        except (TypeError, ValueError, KeyError, OverflowError, AttributeError):
            # NOTE: the text of these may quote what was read.
            raise ValueError("it is not what was agreed") from None

    def _form(self, hint: Any) -> _Form:
        """Raises `TypeError` for a type that is not in the list."""
        if hint not in self._forms:
            made = self._made(hint)
            self._forms.setdefault(hint, made)
        return self._forms[hint]

    def _made(self, hint: Any) -> _Form:
        if isinstance(hint, NewType):
            return self._form(hint.__supertype__)
        if hint is NoneType or hint is None:
            return _exact(NoneType)
        if hint is str:
            return _TEXT
        if hint in _PLAIN:
            return _exact(hint)
        if hint in _OWN:
            return _OWN[hint]
        origin = get_origin(hint)
        if origin in {Union, UnionType}:
            return self._union(get_args(hint))
        if origin is not None:
            return self._collection(origin, get_args(hint))
        return self._listed(hint)

    def _listed(self, hint: Any) -> _Form:
        if hint not in self._allowed:
            raise TypeError(f"{hint} does not go over the socket pair")
        if issubclass(hint, Enum):
            return _enumeration(hint)
        return self._dataclass(hint)

    def _dataclass(self, kind: type) -> _Form:
        hints = get_type_hints(kind)
        fields: dict[str, tuple[_Form, object]] = {}
        for field in dataclasses.fields(kind):
            fields[field.name] = (self._form(hints[field.name]), _default(field))

        def write(value: Any) -> dict[str, object]:
            _expect(value, kind)
            written = {}
            for name, (form, default) in fields.items():
                member = getattr(value, name)
                if member is not default and (default is dataclasses.MISSING or member != default):
                    written[name] = form.write(member)
            return written

        def read(data: Any) -> Any:
            _expect(data, dict)
            return kind(**{name: fields[name][0].read(member) for name, member in data.items()})

        return _Form(write, read)

    def _union(self, kinds: tuple[Any, ...]) -> _Form:
        some = [kind for kind in kinds if kind is not NoneType]
        form = self._form(some[0]) if len(some) == 1 else self._one_of(some)
        if len(some) == len(kinds):
            return form
        return _Form(
            lambda value: None if value is None else form.write(value),
            lambda data: None if data is None else form.read(data),
        )

    def _one_of(self, kinds: list[Any]) -> _Form:
        forms = {kind.__name__: self._form(kind) for kind in kinds}

        def write(value: Any) -> dict[str, object]:
            name = type(value).__name__
            if type(value) not in kinds:
                raise TypeError(f"{name} is not one of {', '.join(forms)}")
            return {_KIND: name, _VALUE: forms[name].write(value)}

        def read(data: Any) -> Any:
            _expect(data, dict)
            if data.keys() != {_KIND, _VALUE}:
                raise ValueError
            return forms[data[_KIND]].read(data[_VALUE])

        return _Form(write, read)

    def _collection(self, origin: Any, args: tuple[Any, ...]) -> _Form:
        if origin is tuple and args[-1] is not Ellipsis:
            return _fixed([self._form(kind) for kind in args])
        if origin in {tuple, frozenset}:
            form = self._form(args[0])
            return _Form(
                lambda value: [form.write(item) for item in _expect(value, origin)],
                lambda data: origin(form.read(item) for item in _expect(data, list)),
            )
        if origin is Mapping:
            return _pairs(self._form(args[0]), self._form(args[1]))
        raise TypeError(f"{origin} does not go over the socket pair")


def _expect(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} was agreed, and not {type(value).__name__}")
    return value


def _exact(kind: type) -> _Form:
    return _Form(lambda value: _expect(value, kind), lambda data: _expect(data, kind))


def _text(value: Any) -> object:
    """Words of an enumeration are texts too, where a text was agreed."""
    if not isinstance(value, str):
        raise TypeError(f"a text was agreed, and not {type(value).__name__}")
    return form_of(value)


_TEXT: Final = _Form(_text, text_of)


def _fixed(forms: list[_Form]) -> _Form:
    return _Form(
        lambda value: [form.write(item) for form, item in zip(forms, _expect(value, tuple), strict=True)],
        lambda data: tuple(form.read(item) for form, item in zip(forms, _expect(data, list), strict=True)),
    )


def _pairs(key: _Form, item: _Form) -> _Form:
    return _Form(
        lambda value: [[key.write(name), item.write(member)] for name, member in value.items()],
        lambda data: _read_pairs(_expect(data, list), key, item),
    )


def _read_pairs(data: list[Any], key: _Form, item: _Form) -> dict[Any, Any]:
    found = {key.read(name): item.read(member) for name, member in map(_two, data)}
    if len(found) != len(data):
        raise ValueError
    return found


def _two(data: Any) -> Any:
    if len(_expect(data, list)) != 2:  # noqa: PLR2004 a key and what it stands for
        raise ValueError
    return data


def _enumeration(kind: type[Enum]) -> _Form:
    return _Form(lambda value: _expect(value, kind).value, lambda data: kind(_expect(data, str)))


def _default(field: dataclasses.Field[Any]) -> object:
    if field.default is not dataclasses.MISSING:
        return field.default
    return dataclasses.MISSING if field.default_factory is dataclasses.MISSING else field.default_factory()


def _instant(value: datetime) -> str:
    if _expect(value, datetime).tzinfo is None:
        raise TypeError("a time without its zone")
    return str(value.astimezone(UTC).isoformat())


def _place(text: str) -> Origin:
    """An origin, a pattern of a list, or what a tunnel leads to."""
    return tunnel(text).place if is_tunnel(text) else listed_origin(text)


def _read_instant(data: Any) -> datetime:
    at = datetime.fromisoformat(_expect(data, str))
    if at.tzinfo is None:
        raise ValueError
    return at.astimezone(UTC)


_OWN: Final[dict[Any, _Form]] = {
    bytes: _Form(
        lambda value: b64encode(_expect(value, bytes)).decode(),
        lambda data: b64decode(_expect(data, str), validate=True),
    ),
    datetime: _Form(_instant, _read_instant),
    timedelta: _Form(
        lambda value: _expect(value, timedelta) // _MICROSECOND, lambda data: _expect(data, int) * _MICROSECOND
    ),
    Origin: _Form(lambda value: str(_expect(value, Origin)), lambda data: _place(_expect(data, str))),
    Secret: _Form(lambda value: _expect(value, Secret).reveal(), lambda data: Secret(_expect(data, str))),
    Credential: _Form(lambda value: _expect(value, Credential).reveal(), lambda data: Credential(_expect(data, str))),
}
"""Those whose text says everything."""
