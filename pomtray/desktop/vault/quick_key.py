"""The vault's key out of an open Secret Service, for a command that wants nothing else of it (Secret Service API 0.2).

The same is asked as by `secret_service`, without what that brings along. The secret crosses the bus encrypted or not at
all, and nobody is asked: whatever is not a secret in an open collection is None here.
"""

from __future__ import annotations

import os

from jeepney import DBusAddress, HeaderFields, Message, MessageType, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

TYPE_CHECKING = False  # typing takes longer than what is done here
if TYPE_CHECKING:
    from typing import Any

_NAME = "org.freedesktop.secrets"
_ROOT = "/org/freedesktop/secrets"
_SERVICE = "org.freedesktop.Secret.Service"
_COLLECTION = "org.freedesktop.Secret.Collection"
_ITEM = "org.freedesktop.Secret.Item"
_ALGORITHM = "dh-ietf1024-sha256-aes128-cbc-pkcs7"
_NOTHING = "/"
_OPEN = (("b", False),)
_ANSWERED_IN = 2.0
"""Seconds."""
_PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
    "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
    "49286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)
"""Of the second Oakley group (RFC 2409 §6.2), whose generator is 2."""
_PRIVATE = 32
"""Bytes of an exponent: more than twice what the group is worth (RFC 7919 §5.2)."""
_PUBLIC = 128


def text_of(entry: str, service: str) -> str | None:
    """What the entry holds. service: the attribute by which it was stored."""
    try:
        with open_dbus_connection(auth_timeout=_ANSWERED_IN) as bus:
            return _read(_Asking(bus), {"service": service, "username": entry})
    except Exception:  # noqa: BLE001 the boundary: errors of jeepney, sockets and ciphers; the other way says what is wrong
        return None


class _Other(Exception):
    """It is not as it mostly is."""


class _Asking:
    """Questions, and their answers in the order in which they are wanted."""

    def __init__(self, bus: DBusConnection) -> None:
        self._bus = bus

    def send(self, path: str, interface: str, member: str, signature: str, *body: object) -> int:
        """Gives what `answer` tells it by."""
        return self._sent(new_method_call(DBusAddress(path, _NAME, interface), member, signature, body))

    def is_locked(self, path: str, interface: str) -> int:
        return self._sent(Properties(DBusAddress(path, _NAME, interface)).get("Locked"))

    def answer(self, serial: int) -> Any:
        while True:
            message = self._bus.receive(timeout=_ANSWERED_IN)
            if message.header.fields.get(HeaderFields.reply_serial) == serial:
                if message.header.message_type is not MessageType.method_return:
                    raise _Other
                return message.body

    def _sent(self, message: Message) -> int:
        serial: int = next(self._bus.outgoing_serial)
        self._bus.send(message, serial=serial)
        return serial


def _read(asking: _Asking, attributes: dict[str, str]) -> str | None:
    private = int.from_bytes(os.urandom(_PRIVATE), "big")
    public = pow(2, private, _PRIME).to_bytes(_PUBLIC, "big")
    opened = asking.send(_ROOT, _SERVICE, "OpenSession", "sv", _ALGORITHM, ("ay", public))
    default = asking.send(_ROOT, _SERVICE, "ReadAlias", "s", "default")
    import cryptography.fernet  # noqa: F401, PLC0415 who asks for the key needs it, and the service works meanwhile

    (kind, theirs), session = asking.answer(opened)
    (collection,) = asking.answer(default)
    if kind != "ay" or collection == _NOTHING:
        return None
    is_locked = asking.is_locked(collection, _COLLECTION)
    key = _agreed(int.from_bytes(theirs, "big"), private)
    if asking.answer(is_locked) != _OPEN:
        return None
    ((item, *_),) = asking.answer(asking.send(collection, _COLLECTION, "SearchItems", "a{ss}", attributes))
    if asking.answer(asking.is_locked(item, _ITEM)) != _OPEN:
        return None
    ((_, start, secret, _),) = asking.answer(asking.send(item, _ITEM, "GetSecret", "o", session))
    return _decrypted(key, start, secret).decode()


def _agreed(theirs: int, private: int) -> bytes:
    """The session's key: HKDF (RFC 5869) by SHA-256, without salt and info."""
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 loaded meanwhile, as all of it
    from cryptography.hazmat.primitives.hmac import HMAC  # noqa: PLC0415

    def signed(key: bytes, content: bytes) -> bytes:
        by = HMAC(key, SHA256())
        by.update(content)
        return by.finalize()

    if not 1 < theirs < _PRIME - 1:
        raise _Other
    shared = pow(theirs, private, _PRIME).to_bytes(_PUBLIC, "big")
    return signed(signed(bytes(32), shared), b"\1")[:16]


def _decrypted(key: bytes, start: bytes, secret: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415
    from cryptography.hazmat.primitives.padding import PKCS7  # noqa: PLC0415

    decryptor, unpadder = Cipher(algorithms.AES(key), modes.CBC(start)).decryptor(), PKCS7(128).unpadder()
    padded = decryptor.update(secret) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()
