# SPDX-License-Identifier: MIT
# Shared by the server, peer and browser scripts: where state and ports live, apt installs, starting and ending
# processes. Sourced, never run. It knows nothing of a single server.
#
# CONFAB_SUITE names the suite that wants servers of its own (demo, integration, browser, bench, pictures, ...).
# It decides the state folder (CONFAB_STATE, default build/state/$CONFAB_SUITE) and the first port (CONFAB_PORTS).

CONFAB_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
CONFAB_SUITE=${CONFAB_SUITE:-demo}
CONFAB_STATE=${CONFAB_STATE:-$CONFAB_ROOT/build/state/$CONFAB_SUITE}
if [ -z "${CONFAB_PORTS:-}" ]; then
  case $CONFAB_SUITE in
    demo) CONFAB_PORTS=17000 ;;
    integration) CONFAB_PORTS=17100 ;;
    browser-chromium) CONFAB_PORTS=17200 ;;
    browser-chromium-2) CONFAB_PORTS=18000 ;;
    browser-firefox) CONFAB_PORTS=17700 ;;
    browser-firefox-2) CONFAB_PORTS=18100 ;;
    browser-webkit) CONFAB_PORTS=17800 ;;
    bench) CONFAB_PORTS=17300 ;;
    pictures) CONFAB_PORTS=17400 ;;
    backends) CONFAB_PORTS=17600 ;;
    *) CONFAB_PORTS=17500 ;;
  esac
fi
CONFAB_USERS=${CONFAB_USERS:-admin alice bob carol dave erin support echo}
export CONFAB_ROOT CONFAB_SUITE CONFAB_STATE CONFAB_PORTS CONFAB_USERS
mkdir -p "$CONFAB_STATE"

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# installed PKG...: true when Debian already has every one of them
installed() {
  local pkg
  for pkg in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$pkg" 2>/dev/null)" = installed ] || return 1
  done
}

# with_apt_lock CMD...: one install at a time, also between our own scripts
with_apt_lock() {
  local rc
  exec 9>"${TMPDIR:-/tmp}/confab-apt.lock"
  flock 9
  "$@" 9>&-
  rc=$?
  exec 9>&-
  return $rc
}

apt_update() {
  local try
  for try in 1 2 3 4 5 6; do
    apt-get -qq update >"$CONFAB_STATE/apt-update.log" 2>&1 && return 0
    sleep 5
  done
  tail -n 5 "$CONFAB_STATE/apt-update.log" >&2
  return 1
}

# Make <codename>-backports known to apt, from the mirror and with the keyring this system already trusts.
enable_backports() {
  local codename uri keyring
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  if apt-get indextargets --format '$(RELEASE)' 'Created-By: Packages' | grep -qx "$codename-backports"; then
    return 0
  fi
  uri=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
    awk -v release="$codename" '$1 == release { print $2; exit }')
  keyring=$(sed -n 's/^Signed-By: *//p' /etc/apt/sources.list.d/*.sources 2>/dev/null | grep -m1 debian-archive)
  [ -n "$uri" ] || { say "apt knows no source for $codename"; return 1; }
  cat >"/etc/apt/sources.list.d/$codename-backports.sources" <<SOURCES
Types: deb
URIs: $uri
Suites: $codename-backports
Components: main
Signed-By: ${keyring:-/usr/share/keyrings/debian-archive-keyring.gpg}
SOURCES
  apt_update
}

apt_install_now() {
  local policy=/usr/sbin/policy-rc.d made_policy='' rc
  # Packages must not start their own services: the tests start what they need, as they need it.
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    made_policy=1
  fi
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=600 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install "$@" \
    >"$CONFAB_STATE/apt.log" 2>&1
  rc=$?
  [ -z "$made_policy" ] || rm -f "$policy"
  [ $rc = 0 ] || tail -n 8 "$CONFAB_STATE/apt.log" >&2
  return $rc
}

# apt_install PKG...: from the release itself
apt_install() {
  if installed "$@"; then return 0; fi
  with_apt_lock apt_install_with_update "$@"
}
apt_install_with_update() {
  apt_install_now "$@" || { apt_update && apt_install_now "$@"; }
}

# apt_install_backports PKG...: the newer versions of backports, which the tests are written against
apt_install_backports() {
  if installed "$@"; then return 0; fi
  with_apt_lock apt_install_from_backports "$@"
}
apt_install_from_backports() {
  local suite
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")-backports
  enable_backports || return 1
  apt_install_now -t "$suite" "$@" || { apt_update && apt_install_now -t "$suite" "$@"; }
}

# wait_for SECONDS CMD...: poll until CMD succeeds
wait_for() {
  local until=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.1
  done
}
# wait_while_alive FILE SECONDS CMD...: the same, but give up as soon as the recorded process has ended
wait_while_alive() {
  local pid until=$((SECONDS + $2))
  pid=$(cat "$1")
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] && ! pid_gone "$pid" || return 1
    sleep 0.1
  done
}
port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# pid_of FILE WORD: the recorded process, if it lives and its command line still holds WORD
pid_of() {
  local pid
  pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] || return 1
  { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -q -- "$2" && echo "$pid"
}

# end_pid FILE WORD [SIGNAL]: end the recorded process and no other; after 10 s without mercy
end_pid() {
  local pid
  if pid=$(pid_of "$1" "$2"); then
    kill "-${3:-TERM}" "$pid"
    if ! wait_for 10 pid_gone "$pid"; then kill -9 "$pid"; wait_for 5 pid_gone "$pid"; fi
  fi
  rm -f "$1"
}
# A child of a process that does not wait for it stays as a zombie: that counts as gone.
pid_gone() {
  [ ! -e "/proc/$1" ] || grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

# make_certificate DIR: a self-signed certificate for localhost and its subdomains
make_certificate() {
  [ -f "$1/localhost.crt" ] && return 0
  mkdir -p "$1"
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=localhost \
    -addext 'subjectAltName=DNS:localhost,DNS:*.localhost,IP:127.0.0.1' \
    -keyout "$1/localhost.key" -out "$1/localhost.crt" 2>/dev/null
}
