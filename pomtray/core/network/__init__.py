"""How a server is reached, as values: proxies, trust, tunnels, and the header that carries a credential."""
