"""Ports of sign-ins that are over: the program holds them too, and gives them to the next worker."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from socket import socket
from typing import Final

from pomtray.core.domain.route import CallbackAnswer
from pomtray.core.protocol.strict_json import read_object
from pomtray.pair.channel import Channel
from pomtray.pair.codec import Codec
from pomtray.pair.messages import GiveUpPort, KeptPort
from pomtray.pair.peer import Peer, PeerGone
from pomtray.signin.callback.answer_page import SignInOutcome
from pomtray.signin.callback.finished import AnswerPage, DoubtfulSession, FinishedSignIn
from pomtray.signin.callback.visitors import Visitor

_CODEC: Final = Codec({AnswerPage, CallbackAnswer, DoubtfulSession, SignInOutcome, FinishedSignIn, Visitor})


class PortHolder:
    """`signin.callback.listeners.PortHolder`: the program at the other end of the pair."""

    def __init__(self, peer: Peer, channel: Channel) -> None:
        self._peer = peer
        self._channel = channel

    def keep(self, port: int, sockets: Sequence[socket], seconds: float, over: FinishedSignIn) -> bool:
        try:
            self._channel.give(sockets)
        except OSError:
            return False
        self._peer.tell(KeptPort(port, timedelta(seconds=seconds), written(over)))
        return True

    async def give_up(self, port: int) -> None:
        try:
            await self._peer.call(GiveUpPort(port))
        except PeerGone:
            return


def written(over: FinishedSignIn) -> bytes:
    """What is left of a sign-in, for a later worker."""
    return json.dumps(_CODEC.encode(over, FinishedSignIn), separators=(",", ":")).encode()


def read(state: bytes) -> FinishedSignIn:
    """Raises `ValueError`."""
    over: FinishedSignIn = _CODEC.decode(read_object(state), FinishedSignIn)
    return over
