"""Chromium on the private desktop, driven as a person would: it opens what the program asks the desktop to open."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.e2e.desktop_session import DesktopSession
from tests.e2e.names import CHROMIUM
from tests.e2e.process import PATIENCE, NeverHappenedError, eventually

_CHAIN_END = 0x20000000
"""A visit that the History page lists: the last of its chain of redirects (Chromium's PAGE_TRANSITION_CHAIN_END)."""


class Links:
    """What the program asked the desktop to open, in order."""

    def __init__(self, place: Path) -> None:
        os.mkfifo(place, 0o600)
        self._opened: queue.Queue[str] = queue.Queue()
        # Open for writing too: the FIFO then never ends between two writers.
        self._fifo = os.fdopen(os.open(place, os.O_RDWR), "r+b", buffering=0)
        self._reader = threading.Thread(target=self._read, name="links", daemon=True)
        self._reader.start()

    def next(self, within: float = PATIENCE) -> str:
        return self._opened.get(timeout=within)

    @property
    def waiting(self) -> bool:
        """Whether more was opened than taken."""
        return not self._opened.empty()

    def close(self) -> None:
        self._fifo.write(b"\n")
        self._reader.join()
        self._fifo.close()

    def _read(self) -> None:
        for line in iter(self._fifo.readline, b"\n"):
            self._opened.put(line.decode().rstrip("\n"))


class Browser:
    """One Chromium with a profile of its own."""

    def __init__(self, driver: Chrome, profile: Path) -> None:
        self.driver = driver
        self.profile = profile

    def open(self, url: str) -> None:
        self.driver.get(url)

    def sign_in_as(self, person: str) -> None:
        """Click that person on the provider's login page, and wait until the program has answered."""
        self.wait_for(f'button[value="{person}"]')
        self.driver.find_element(By.CSS_SELECTOR, f'button[value="{person}"]').click()

    def wait_for(self, selector: str) -> None:
        WebDriverWait(self.driver, PATIENCE).until(lambda driver: driver.find_elements(By.CSS_SELECTOR, selector))

    def wait_until_at(self, beginning: str) -> None:
        WebDriverWait(self.driver, PATIENCE).until(lambda driver: driver.current_url.startswith(beginning))

    @property
    def address(self) -> str:
        return self.driver.current_url

    @property
    def text(self) -> str:
        # In one call: an element found first may be gone with its page before its text is asked for.
        return str(self.driver.execute_script("return document.body ? document.body.innerText : ''"))

    def wait_for_text(self, text: str) -> None:
        """Until the page says so; otherwise tells what it says."""
        with contextlib.suppress(NeverHappenedError):
            eventually(lambda: text in self.text, "the text")
        assert text in self.text, f"{self.address.partition('?')[0]} says: {self.text}"

    def back_and_forward(self) -> list[str]:
        """The addresses that Back and Forward can reach, and where one is."""
        history: dict[str, Any] = self.driver.execute_cdp_cmd("Page.getNavigationHistory", {})
        return [entry[key] for entry in history["entries"] for key in ("url", "userTypedURL")]

    def picture(self, path: Path) -> None:
        self.driver.save_screenshot(str(path))

    def quit(self) -> None:
        """Close it, so that its profile is written."""
        self.driver.quit()

    def visible_history(self) -> list[str]:
        """The addresses that the History page lists; only after `quit`."""
        with contextlib.closing(sqlite3.connect(self.profile / "Default/History")) as database:
            rows = database.execute(
                "SELECT urls.url FROM visits JOIN urls ON urls.id = visits.url "
                "WHERE (visits.transition & ?) AND NOT urls.hidden",
                (_CHAIN_END,),
            )
            return [url for (url,) in rows]

    def files_with(self, needle: bytes) -> list[str]:
        """The profile's files that hold these bytes, by their path in the profile."""
        files = (path for path in self.profile.rglob("*") if path.is_file() and not path.is_symlink())
        return [str(path.relative_to(self.profile)) for path in files if needle in path.read_bytes()]


@contextlib.contextmanager
def chromium(desktop: DesktopSession, ca: Path) -> Iterator[Browser]:
    """A Chromium that trusts `ca`."""
    _trust(desktop, ca)
    profile = desktop.home / "chromium"
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (
        "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--password-store=basic",
        "--disable-background-networking", "--disable-component-update", f"--user-data-dir={profile}",
        "--window-size=1000,800", "--window-position=0,40", CHROMIUM,
    ):  # fmt: skip
        options.add_argument(argument)
    options.add_experimental_option("excludeSwitches", ["enable-automation"])  # its bar is in the way on pictures
    _no_session_restore(profile)
    log = desktop.logs / "chromedriver.log"
    service = Service("/usr/bin/chromedriver", log_output=str(log), env=desktop.env)
    driver = Chrome(options=options, service=service)
    browser = Browser(driver, profile)
    try:
        yield browser
    finally:
        browser.quit()


def _no_session_restore(profile: Path) -> None:
    (profile / "Default").mkdir(parents=True)
    preferences = {"browser": {"has_seen_welcome_page": True}, "signin": {"allowed": False}}
    (profile / "Default/Preferences").write_text(json.dumps(preferences))


def _trust(desktop: DesktopSession, ca: Path) -> None:
    store = desktop.home / ".pki/nssdb"
    store.mkdir(parents=True)
    place = f"sql:{store}"
    desktop.run("certutil", "-N", "-d", place, "--empty-password")
    desktop.run("certutil", "-A", "-d", place, "-n", "test", "-t", "C,,", "-i", str(ca))
