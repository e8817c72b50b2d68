"""The words of the domain: route, provider, login, session, and the rules of who may have what for how long."""
