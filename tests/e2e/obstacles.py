"""What may stand in the way of a start: files, folders and streams that cannot be had, each put there for real."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SOMEBODY_ELSE = 65534
_POWERLESS = ("setpriv", "--bounding-set=-all")
"""Root may write everywhere; root without any capability is a user like every other."""
_MOUNTS = ("unshare", "--mount", "sh", "-ec")


@cache
def is_root() -> bool:
    return os.geteuid() == 0


@cache
def may_mount() -> bool:
    return is_root() and subprocess.run((*_MOUNTS, "true"), capture_output=True, check=False).returncode == 0


@dataclass
class Ground:
    """One start: its folders, its environment, its command line."""

    folder: Path
    env: dict[str, str]
    prefix: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.home = self.folder / "a-home-whose-path-is-too-long-for-the-address-of-a-socket"
        self.config = self.home / ".config/pomtray"
        self.data = self.home / ".local/share/pomtray"
        self.log = self.home / ".local/state/pomtray/log/pomtray.log"
        self.runtime = self.folder / "run"
        self.settings = self.config / "pomtray.toml"
        self.arguments: tuple[str, ...] = ()
        for folder in (self.config, self.data, self.log.parent, self.runtime):
            folder.mkdir(parents=True, mode=0o700)
        self.settings.write_text('[[routes]]\nname = "app"\nurl = "https://app.example.com"\n')
        self.env |= {
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.folder),
        }

    @property
    def argv(self) -> tuple[str, ...]:
        return (*self.prefix, sys.executable, "-m", "pomtray", *self.arguments)

    def close(self, path: Path, mode: int = 0) -> None:
        """Take the rights to `path` away, from root as well."""
        path.chmod(mode)
        self.without_power()

    def without_power(self) -> None:
        """Start as a user who may not do everything."""
        self.prefix = _POWERLESS if is_root() else ()

    def mount(self, *commands: str) -> None:
        """Start in a mount namespace of its own, after these commands."""
        self.prefix = (*_MOUNTS, " && ".join((*commands, 'exec "$@"')), "sh")

    def tidy(self) -> None:
        """Let pytest remove what was closed."""
        for path in (self.folder, *self.folder.rglob("*")):
            if stat.S_ISDIR(path.lstat().st_mode):
                path.chmod(0o700)


@dataclass(frozen=True)
class Obstacle:
    """put: puts it in the way. says: how the lines in the menu begin. mend: takes it away while the program runs."""

    put: Callable[[Ground], object]
    says: tuple[str, ...]
    mend: Callable[[Ground], object] | None = None
    needs: Callable[[], bool] = lambda: True


def _replace(path: Path, text: str | None = None) -> None:
    """A file in the place of whatever is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    if text is not None:
        path.write_text(text)


def _link(path: Path, target: Path | str) -> None:
    _replace(path)
    path.symlink_to(target)


def _folder(path: Path) -> None:
    _replace(path)
    path.mkdir(mode=0o700)


def _fifo(path: Path) -> None:
    _replace(path)
    os.mkfifo(path)


def _strangers_file(path: Path) -> None:
    path.write_text("mine")
    path.chmod(0o600)
    os.chown(path, _SOMEBODY_ELSE, _SOMEBODY_ELSE)


def _good(ground: Ground) -> None:
    _replace(ground.settings, '[[routes]]\nname = "mended"\nurl = "https://app.example.com"\n')


def _full(ground: Ground) -> None:
    """The disk of the log has no room left, and the log begins with what was there before."""
    place = ground.log.parent
    ground.mount(f"mount -t tmpfs -o size=16k none {place}", f"head -c 1m /dev/zero >{place}/rest || true")


def _all_full(ground: Ground) -> None:
    ground.settings.unlink()
    ground.mount(
        f"mount -t tmpfs -o size=16k,nr_inodes=8 none {ground.home}", f"cd {ground.home}", "touch 1 2 3 4 5 6 7"
    )


def _read_only(ground: Ground) -> None:
    ground.settings.unlink()
    ground.mount(f"mount --bind {ground.home} {ground.home}", f"mount -o remount,bind,ro {ground.home}")


def _strangers_temporary_folder(ground: Ground) -> None:
    """There is no runtime folder, none for data that will do, and the last resort is not ours."""
    ground.runtime.rename(ground.folder / "gone")  # whole: a socket that is removed alone is made anew at once
    place = ground.folder / f"pomtray-{os.getuid()}"
    place.mkdir(mode=0o777)
    place.chmod(0o777)
    os.chown(place, _SOMEBODY_ELSE, _SOMEBODY_ELSE)


def _current_folder_removed(ground: Ground) -> None:
    place = ground.folder / "gone"
    place.mkdir()
    ground.prefix = ("sh", "-ec", f'cd "{place}" && rmdir "{place}" && exec "$@"', "sh")


def _relative_in_removed(ground: Ground) -> None:
    _current_folder_removed(ground)
    ground.arguments = ("--config", "pomtray.toml")


def _no_home(ground: Ground) -> None:
    """Folders by XDG, and whoever asks for a home gets none."""
    ground.env |= {
        "XDG_CONFIG_HOME": str(ground.home / ".config"),
        "XDG_DATA_HOME": str(ground.home / ".local/share"),
        "XDG_STATE_HOME": str(ground.home / ".local/state"),
    }
    del ground.env["HOME"]


def _closed_home(ground: Ground) -> None:
    shutil.rmtree(ground.home)
    ground.home.mkdir()
    ground.close(ground.home, 0o555)


_UNREADABLE = "Settings cannot be read"
_UNWRITTEN = "Settings not written"
_UNSAVED = "Sessions cannot be saved"
_UNLOGGED = "No log"
_UNLOCKED = "A second start may not be noticed"
_UNHEARD = "No socket"
_EVERYTHING = (_UNSAVED, _UNLOGGED, _UNLOCKED)

NOTICED_LATER = {_UNSAVED}
"""While it runs: told of when there is something to save."""

OBSTACLES = {
    "settings are a link in a circle": Obstacle(
        lambda ground: _link(ground.settings, ground.settings), (f"{_UNREADABLE}: Too many levels",), _good
    ),
    "settings are a link to nothing": Obstacle(
        lambda ground: _link(ground.settings, "nothing"), (f"{_UNREADABLE}: No such file",), _good
    ),
    "settings are a folder": Obstacle(lambda ground: _folder(ground.settings), ("Settings refused",), _good),
    "settings are a FIFO": Obstacle(lambda ground: _fifo(ground.settings), ("Settings refused",), _good),
    "settings are closed": Obstacle(
        lambda ground: ground.close(ground.settings), (f"{_UNREADABLE}: Permission denied",),
        lambda ground: ground.settings.chmod(0o600),
    ),
    "settings are somebody else's": Obstacle(
        lambda ground: (_strangers_file(ground.settings), ground.close(ground.folder, 0o700)),
        (f"{_UNREADABLE}: Permission denied",), _good, is_root,
    ),
    "settings are behind a closed folder": Obstacle(
        lambda ground: ground.close(ground.config), (f"{_UNREADABLE}: Permission denied",),
        lambda ground: ground.config.chmod(0o700),
    ),
    "settings are below a file": Obstacle(
        lambda ground: _replace(ground.config, ""), (f"{_UNREADABLE}: Not a directory",),
        lambda ground: (_folder(ground.config), _good(ground)),
    ),
    "settings cannot be made": Obstacle(
        lambda ground: (ground.settings.unlink(), ground.close(ground.config, 0o500)),
        (f"{_UNWRITTEN}: Permission denied",), lambda ground: ground.config.chmod(0o700),
    ),
    "home is a file": Obstacle(
        lambda ground: _replace(ground.home, ""),
        (f"{_UNREADABLE}: Not a directory", *(f"{title}: Not a directory" for title in _EVERYTHING)),
    ),
    "home is closed": Obstacle(
        _closed_home, tuple(f"{title}: Permission denied" for title in (_UNWRITTEN, *_EVERYTHING)),
        lambda ground: ground.home.chmod(0o700),
    ),
    "home is read-only": Obstacle(
        _read_only, tuple(f"{title}: Read-only file system" for title in (_UNWRITTEN, *_EVERYTHING)), None, may_mount,
    ),
    "home is full": Obstacle(
        _all_full, tuple(f"{title}: No space left" for title in (_UNWRITTEN, *_EVERYTHING)), None, may_mount,
    ),
    "home is not known": Obstacle(_no_home, ()),
    "data folder is a file": Obstacle(
        lambda ground: _replace(ground.data, ""), (f"{_UNSAVED}: Not a directory", f"{_UNLOCKED}: Not a directory"),
        lambda ground: _replace(ground.data),
    ),
    "data folder is a link in a circle": Obstacle(
        lambda ground: _link(ground.data, ground.data), (f"{_UNSAVED}: Too many levels", f"{_UNLOCKED}: Too many"),
        lambda ground: _folder(ground.data),
    ),
    "data folder is a link to nothing": Obstacle(
        lambda ground: _link(ground.data, "nothing"), (f"{_UNSAVED}: No such file", f"{_UNLOCKED}: No such file"),
        lambda ground: _folder(ground.data),
    ),
    "data folder is closed": Obstacle(
        lambda ground: ground.close(ground.data, 0o500), (f"{_UNSAVED}: Permission denied", f"{_UNLOCKED}: Permission"),
        lambda ground: ground.data.chmod(0o700),
    ),
    "state folder is a file": Obstacle(
        lambda ground: _replace(ground.log.parent, ""), (f"{_UNLOGGED}: Not a directory",),
        lambda ground: _replace(ground.log.parent),
    ),
    "state folder is closed": Obstacle(
        lambda ground: ground.close(ground.log.parent, 0o500), (f"{_UNLOGGED}: Permission denied",),
        lambda ground: ground.log.parent.chmod(0o700),
    ),
    "log is on a full disk": Obstacle(_full, (f"{_UNLOGGED}: No space left",), None, may_mount),
    "log is a folder": Obstacle(
        lambda ground: _folder(ground.log), (f"{_UNLOGGED}: It is not a file",), lambda ground: _replace(ground.log)
    ),
    "log is a link": Obstacle(
        lambda ground: _link(ground.log, ground.settings), (f"{_UNLOGGED}: It is a link",),
        lambda ground: _replace(ground.log),
    ),
    "log is somebody else's": Obstacle(
        lambda ground: _strangers_file(ground.log), (f"{_UNLOGGED}: It belongs to somebody else",),
        lambda ground: _replace(ground.log), is_root,
    ),
    "lock is a folder": Obstacle(
        lambda ground: (ground.data.rmdir(), _link(ground.data, ground.folder / "locks"), _locks(ground)),
        (f"{_UNLOCKED}: Is a directory",),
    ),
    "socket's folder is somebody else's": Obstacle(
        _strangers_temporary_folder, (_UNHEARD,),
        lambda ground: ground.runtime.mkdir(mode=0o700), is_root,
    ),
    "current folder is removed": Obstacle(_current_folder_removed, ()),
    "settings are in a removed folder": Obstacle(_relative_in_removed, (f"{_UNREADABLE}: Not a directory",)),
}  # fmt: skip
WHILE_RUNNING = {name for name, obstacle in OBSTACLES.items() if obstacle.mend} - {
    "settings cannot be made",  # they are made at the first start only
    "home is closed",
    "data folder is closed",  # what is open already stays
    "state folder is closed",
}


def _locks(ground: Ground) -> None:
    """Wherever this run would put its lock, a folder is there."""
    from pomtray.desktop.sockets.instance import Instance  # noqa: PLC0415

    place = ground.folder / "locks"
    place.mkdir(mode=0o700)
    Instance(ground.settings, place)._lock_file.mkdir()
