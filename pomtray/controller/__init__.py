"""Performs effects: runs the tasks, feeds events back, publishes snapshots. asyncio, no Qt, no rules."""

from pomtray.controller.controller import Controller
from pomtray.controller.ports import Ports

__all__ = ["Controller", "Ports"]
