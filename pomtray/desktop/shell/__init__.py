"""The desktop's shell: its tray, notices, menu and colours, and what of them is there."""
