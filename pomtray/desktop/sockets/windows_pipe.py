"""Windows' calls for named pipes of this user's alone. In quotes stands the page of Microsoft's that says it."""

from __future__ import annotations

import _winapi
import ctypes
import sys
import time
from ctypes import wintypes
from functools import cache
from typing import Final

from pomtray.desktop.sockets.pipe_owner import is_trusted, only_for, pipe_name

assert sys.platform == "win32"  # noqa: S101 what follows is checked as there

_REJECT_REMOTE_CLIENTS: Final = 0x8
"""`PIPE_REJECT_REMOTE_CLIENTS`; of bytes, read as such ("CreateNamedPipeW function")."""
_ONLY_IDENTIFY: Final = 0x0011_0000
"""`SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION`: the server may not act as the client ("CreateFileW function")."""
_TOKEN_QUERY, _TOKEN_USER = 0x8, 1
_KERNEL_OBJECT, _OWNER = 6, 1
_REVISION: Final = 1
_LONGEST_USER: Final = 128
"""Bytes of a `TOKEN_USER`: two words, and the SID, which has 68 at most (`SECURITY_MAX_SID_SIZE`)."""
_BUFFER: Final = 4096
"""Bytes each way that the system holds for each end; what is longer waits to be read."""
_FREE_WITHIN: Final = 10.0
"""Seconds. Where all ends of a pipe are taken its program is there, and what is in the way are other clients."""

_kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
_advapi32 = ctypes.WinDLL("advapi32", use_last_error=True)
_kernel32.LocalFree.argtypes = [ctypes.c_void_p]
_advapi32.OpenProcessToken.argtypes = [wintypes.HANDLE, wintypes.DWORD, ctypes.c_void_p]
_advapi32.GetTokenInformation.argtypes = [
    wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD, ctypes.c_void_p
]  # fmt: skip
_advapi32.ConvertSidToStringSidW.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
_advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW.argtypes = [
    wintypes.LPCWSTR, wintypes.DWORD, ctypes.c_void_p, ctypes.c_void_p
]  # fmt: skip
_advapi32.GetSecurityInfo.argtypes = [wintypes.HANDLE, ctypes.c_int, wintypes.DWORD, *[ctypes.c_void_p] * 5]


class _SecurityAttributes(ctypes.Structure):
    """`SECURITY_ATTRIBUTES`."""

    _fields_ = (("length", wintypes.DWORD), ("descriptor", ctypes.c_void_p), ("inherited", wintypes.BOOL))


class Pipe:
    """A client's connection, as a socket has it: `socket_place.Connection`."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._for = _winapi.INFINITE

    def settimeout(self, seconds: float) -> None:
        """For each call from now on."""
        self._for = round(seconds * 1000)

    def sendall(self, content: bytes) -> None:
        """Raises `OSError`."""
        written, _ = _winapi.WriteFile(self._handle, content, overlapped=True)
        self._finish(written)

    def recv(self, most: int) -> bytes:
        """Empty once the other end is closed. Raises `OSError`."""
        try:
            read, _ = _winapi.ReadFile(self._handle, most, overlapped=True)
            self._finish(read)
        except BrokenPipeError:
            return b""
        return bytes(read.getbuffer() or b"")

    def close(self) -> None:
        """Harmless where it is closed already."""
        handle, self._handle = self._handle, 0
        if handle:
            _winapi.CloseHandle(handle)

    def _finish(self, under_way: _winapi.Overlapped) -> None:
        """NOTE: Python leaves this way of waiting at Ctrl+C. What is given up must have ended before its memory goes.

        So says "CancelIoEx function".
        """
        given_up = True
        try:
            ready = _winapi.WaitForMultipleObjects([under_way.event], False, self._for)  # noqa: FBT003 its own way
            given_up = ready == _winapi.WAIT_TIMEOUT
        finally:
            if given_up:
                under_way.cancel()
            under_way.GetOverlappedResult(True)  # noqa: FBT003 as above
        if given_up:
            raise TimeoutError


def address(name: str) -> str:
    """Of this user's pipe of that name. Raises `OSError`."""
    return pipe_name(name, user())


def connect(address: str, within: float = _FREE_WITHIN) -> Pipe | None:
    """A connection to a program of this user's; None where nobody of theirs listens.

    within: seconds until an end is free.
    """
    try:
        handle = _opened(address, within)
    except OSError:
        return None
    pipe = Pipe(handle)
    try:
        if is_trusted(_owner(handle), user()):
            return pipe
    except OSError:
        pass
    pipe.close()
    return None


def _opened(address: str, within: float) -> int:
    """Where all ends are taken, the next is waited for, and may be another's again ("WaitNamedPipeW function").

    Raises `OSError`.
    """
    access = _winapi.GENERIC_READ | _winapi.GENERIC_WRITE
    flags = _winapi.FILE_FLAG_OVERLAPPED | _ONLY_IDENTIFY
    until = time.monotonic() + within
    while True:
        try:
            return _winapi.CreateFile(address, access, 0, 0, _winapi.OPEN_EXISTING, flags, 0)
        except OSError as error:
            if error.winerror != _winapi.ERROR_PIPE_BUSY or time.monotonic() > until:
                raise
        _winapi.WaitNamedPipe(address, round(within * 1000))


def create(address: str, *, first: bool) -> int:
    """Handle of one more end for a client to come. Raises `OSError`.

    first: raises it too where somebody listens there already, whoever it is (`FILE_FLAG_FIRST_PIPE_INSTANCE`).
    """
    mode = _winapi.PIPE_ACCESS_DUPLEX | _winapi.FILE_FLAG_OVERLAPPED
    if first:
        mode |= _winapi.FILE_FLAG_FIRST_PIPE_INSTANCE
    unlimited = _winapi.PIPE_UNLIMITED_INSTANCES
    security = ctypes.addressof(_security())
    return _winapi.CreateNamedPipe(address, mode, _REJECT_REMOTE_CLIENTS, unlimited, _BUFFER, _BUFFER, 0, security)


@cache
def _security() -> _SecurityAttributes:
    """NOTE: kept, and so never freed."""
    descriptor = ctypes.c_void_p()
    convert = _advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW
    _check(convert(only_for(user()), _REVISION, ctypes.byref(descriptor), None))
    return _SecurityAttributes(ctypes.sizeof(_SecurityAttributes), descriptor, 0)


@cache
def user() -> str:
    """The SID of whoever runs this process. Raises `OSError`."""
    token = wintypes.HANDLE()
    _check(_advapi32.OpenProcessToken(_winapi.GetCurrentProcess(), _TOKEN_QUERY, ctypes.byref(token)))
    try:
        found, size = ctypes.create_string_buffer(_LONGEST_USER), wintypes.DWORD()
        ask = _advapi32.GetTokenInformation
        _check(ask(token, _TOKEN_USER, found, len(found), ctypes.byref(size)))
        return _text(ctypes.c_void_p.from_buffer(found))
    finally:
        _winapi.CloseHandle(token.value or 0)


def _owner(handle: int) -> str:
    """The SID of whose pipe it is: only they and administrators can have made it so ("Owner of a New Object").

    Raises `OSError`.
    """
    owner, descriptor = ctypes.c_void_p(), ctypes.c_void_p()
    ask = _advapi32.GetSecurityInfo
    wanted = (ctypes.byref(owner), None, None, None, ctypes.byref(descriptor))
    if failed := ask(handle, _KERNEL_OBJECT, _OWNER, *wanted):
        raise ctypes.WinError(failed)
    try:
        return _text(owner)
    finally:
        _kernel32.LocalFree(descriptor)


def _text(sid: ctypes.c_void_p) -> str:
    """Raises `OSError`."""
    text = wintypes.LPWSTR()
    _check(_advapi32.ConvertSidToStringSidW(sid, ctypes.byref(text)))
    try:
        return text.value or ""
    finally:
        _kernel32.LocalFree(text)


def _check(succeeded: int) -> None:
    if not succeeded:
        raise ctypes.WinError(ctypes.get_last_error())
