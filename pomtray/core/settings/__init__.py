"""What changes the settings, as values: addresses that are pasted, forms, routes that are offered."""
