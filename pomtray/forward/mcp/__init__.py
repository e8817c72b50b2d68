"""A stdio server of MCP, bridged to the Streamable HTTP endpoint behind a route."""
