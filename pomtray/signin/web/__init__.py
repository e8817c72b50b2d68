"""The one door to the network: connections, trust, proxies, and what failures mean."""
