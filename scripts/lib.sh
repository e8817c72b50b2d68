# What scripts/run and scripts/test install, and where. Sourced, never run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
VENV=${POMTRAY_VENV:-.venv}

# PySide6-Essentials under X11 and Wayland; a slim image may lack any of them.
QT_PACKAGES=(
  libglib2.0-0 libdbus-1-3 libbrotli1 libegl1 libgl1 libx11-6 libfontconfig1 libfreetype6 libxkbcommon0
  libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0 libx11-xcb1 libxcb-shape0
  libwayland-client0 libwayland-cursor0
)
# The desktop that the end-to-end tests run on.
TEST_PACKAGES=(
  xvfb x11-utils dbus dbus-x11 xfce4-panel xfconf openbox dunst gnome-keyring libsecret-tools xclip xdotool
  chromium chromium-driver libnss3-tools libnss-wrapper iproute2 util-linux faketime imagemagick fonts-dejavu-core curl procps systemd
  tinyproxy microsocks libglib2.0-bin gsettings-desktop-schemas
)

say() { printf '== %s\n' "$*" >&2; }

# Prints those of the named Debian packages that are not installed.
# WORKAROUND: Debian 13 renamed some libraries to NAMEt64.
missing_packages() {
  local name
  for name in "$@"; do
    # dpkg-query fails for the name it does not know; one of the two is enough.
    { dpkg-query -W -f '${Status}\n' "$name" "${name}t64" 2>/dev/null || true; } | grep -q 'ok installed' \
      || printf '%s\n' "$name"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Installs the named Debian packages where it may; elsewhere says what is missing and goes on.
install_packages() {
  command -v dpkg-query >/dev/null || { say "not a Debian system: install the likes of $*"; return 0; }
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  if ! as_root true 2>/dev/null; then
    say "please install, then try again: sudo apt-get install ${missing[*]}"
    return 0
  fi
  say "installing Debian packages: ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >&2
}

# A Python that pomtray runs on and that can make a virtual environment.
usable_python() {
  "$1" -c 'import sys, venv, ensurepip, ssl, sqlite3; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
  local candidate
  for candidate in python3.11 python3.12 python3.13 python3.14 python3 /usr/bin/python3 \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[1-9]*/bin/python3; do
    if usable_python "$candidate"; then command -v "$candidate"; return 0; fi
  done
  return 1
}

# The virtual environment, made anew whenever the lock file or pyproject.toml has changed.
make_environment() {
  local stamp="$VENV/.pomtray-stamp" wanted python
  wanted=$(cat requirements/dev.lock pyproject.toml | sha256sum)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && "$VENV/bin/python" -c '' 2>/dev/null; then return 0; fi
  python=$(find_python) || { install_packages python3 python3-venv; python=$(find_python); } \
    || { say "pomtray needs Python 3.11 or later with venv"; exit 1; }
  say "installing into $VENV with $("$python" --version)"
  "$VENV/bin/python" -c '' 2>/dev/null || "$python" -m venv --clear "$VENV"
  # The lock is the whole truth: nothing is resolved, what stands in it is installed, and then it must fit together.
  "$VENV/bin/python" -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.lock >&2
  "$VENV/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --editable . >&2
  "$VENV/bin/python" -m pip check --disable-pip-version-check >&2
  printf '%s\n' "$wanted" >"$stamp"
}
