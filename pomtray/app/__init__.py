"""The tray program: the only package that knows every other.

Start (`starting`): a second start brings up the first and ends → Qt → the icon, with nothing known yet → (`running`)
the rest of the program is loaded, the instance lock, the event loop → (`program`) the settings file (the first start
writes a commented example) → the vault, whose sessions are asked about again → notifications, sleep and network. The
HTTP client is imported when the first request is due. Settings, vault, log, lock and socket may be missing: the program
says so, goes on without, and tries again (`parts`).

Stop: Quit, SIGTERM, SIGINT and the end of the desktop session all set `closing`. Then the tasks end, the clipboard is
cleared, what is due is saved, notices are withdrawn, the icon goes, the lock is released, and Qt is left last.
"""
