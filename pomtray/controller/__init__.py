"""Performs effects: runs the tasks, feeds events back, publishes snapshots. asyncio, no Qt, no rules."""
