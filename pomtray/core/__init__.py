"""Values and rules. No I/O, no clock, no Qt, no asyncio."""
