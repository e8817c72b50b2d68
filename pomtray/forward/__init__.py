"""What brings other programs to a route with the person's credential: tunnels, a proxy on loopback, MCP."""
