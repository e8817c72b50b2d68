"""How a credential is obtained: asyncio and httpx, no Qt."""
