# What scripts/run and scripts/test install, and where. Sourced, never run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
VENV=${POMTRAY_VENV:-.venv}

# PySide6-Essentials under X11 and Wayland; a slim image may lack any of them.
QT_PACKAGES=(
  libglib2.0-0 libdbus-1-3 libbrotli1 libegl1 libgl1 libx11-6 libfontconfig1 libfreetype6 libxkbcommon0
  libgssapi-krb5-2 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0 libx11-xcb1 libxcb-shape0
  libwayland-client0 libwayland-cursor0
)
# The desktops that the tests run on: Xfce and sway whole, KWin for the clipboard.
TEST_PACKAGES=(
  xvfb x11-utils dbus dbus-x11 xfce4-panel xfconf openbox dunst gnome-keyring libsecret-tools xclip xdotool
  chromium chromium-driver libnss3-tools libnss-wrapper iproute2 util-linux gcc libc6-dev imagemagick fonts-dejavu-core curl procps systemd
  xfce4-notifyd x11-xserver-utils sway waybar sway-notification-center grim wl-clipboard kwin-wayland
  tinyproxy microsocks openssh-server zbar-tools at-spi2-core libglib2.0-bin gsettings-desktop-schemas
)
# What scripts/build needs besides.
BUILD_PACKAGES=(binutils dpkg git xz-utils)
# What the packages are tested with.
PACKAGE_TEST_PACKAGES=(debootstrap lintian desktop-file-utils appstream mandoc rpm python3-packaging xauth zsh fish)
command -v go >/dev/null || PACKAGE_TEST_PACKAGES+=(golang-go) # for actionlint

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
  [ ! -d /run/systemd/system ] || stop_services "${missing[@]}"
}

# Debian starts each service that it installs, an SSH server too: the tests start their own, on ports of their own.
stop_services() {
  local unit
  { dpkg-query -L "$@" | grep -oE '/systemd/system/[^/@]+\.(service|socket)$' || true; } | while read -r unit; do
    as_root systemctl disable -q --now "${unit##*/}" </dev/null >&2 || say "still running: ${unit##*/}"
  done
}

# Prints a Python's version, as 3.12; fails for what is no CPython, not released or older than 3.11.
supported_version() {
  "$1" -c '
import platform, sys
ready = sys.version_info >= (3, 11) and sys.version_info.releaselevel == "final"
print("%d.%d" % sys.version_info[:2]) if ready and platform.python_implementation() == "CPython" else sys.exit(1)
' 2>/dev/null
}

# One that can make a virtual environment with all that pomtray needs of the standard library.
complete_python() {
  "$1" -c 'import venv, ensurepip, ssl, sqlite3, sysconfig; assert not sysconfig.get_config_var("Py_GIL_DISABLED")' \
    >/dev/null 2>&1
}

# Every Python on this machine by name or path, those to be preferred first.
named_pythons() {
  printf '%s\n' python3.11 python3.12 python3.13 python3.14 python3 /usr/bin/python3
  compgen -c python3.1 | grep -xE 'python3\.1[5-9]' | sort -u || true
  printf '%s\n' "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[1-9]*/bin/python3
}

# Prints version and name of the supported Pythons found, one of each version; says which are passed over.
supported_pythons() {
  local name version seen=' '
  while read -r name; do
    version=$(supported_version "$name") || continue
    case "$seen" in *" $version "*) continue ;; esac
    if complete_python "$name"; then
      seen+="$version "
      printf '%s %s\n' "$version" "$name"
    else
      say "passed over: $name ($version) lacks venv, ensurepip, ssl or sqlite3, or has no global interpreter lock"
    fi
  done < <(named_pythons)
}

find_python() {
  local version name
  read -r version name < <(supported_pythons 2>/dev/null) && command -v "$name"
}

# Installs a lock into an environment, by the path of its Python. The lock is the whole truth: nothing is resolved,
# what stands in it is installed, and then it must fit together. The developers' own has the program with it.
install_lock() {
  local pip=("$1" -m pip --disable-pip-version-check) lock=${2:-dev}
  "${pip[@]}" install -q --no-deps --require-hashes -r "requirements/$lock.lock" >&2 || return 1
  [ "$lock" != dev ] || "${pip[@]}" install -q --no-deps --no-build-isolation --editable . >&2 || return 1
  "${pip[@]}" check >&2
}

# The virtual environment, made anew whenever the lock file or pyproject.toml has changed. Another one than the usual,
# the Python for it, and another lock than the developers' may be given.
make_environment() {
  local environment=${1:-$VENV} python=${2:-} lock=${3:-dev} stamp wanted
  stamp="$environment/.pomtray-stamp"
  wanted=$(cat "requirements/$lock.lock" pyproject.toml | sha256sum)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && "$environment/bin/python" -c '' 2>/dev/null; then return 0; fi
  [ -n "$python" ] || python=$(find_python) || { install_packages python3 python3-venv; python=$(find_python); } \
    || { say "pomtray needs Python 3.11 or later with venv"; return 1; }
  say "installing into $environment with $("$python" --version)"
  "$environment/bin/python" -c '' 2>/dev/null || "$python" -m venv --clear "$environment" || return 1
  install_lock "$environment/bin/python" "$lock" || { say "could not be installed into $environment: see above"; return 1; }
  printf '%s\n' "$wanted" >"$stamp"
}
