#!/bin/sh
# What the tests need beside Python: a Chromium and the server of PostgreSQL 15 or newer. And what
# they like to have: a Chromium without windows, which takes a third less time for a page, and other
# programs that read our books and our record; without those some tests skip.
# Uses what is installed, else Debian's packages where it may, else says what to do.
# UBUDEHE_CHROMIUM names a browser; UBUDEHE_TEST_POSTGRES_URL a server that already runs.
set -eu

oldest=15

has_chromium() {
    for name in "${UBUDEHE_CHROMIUM:-}" chromium-headless-shell chromium chromium-browser google-chrome; do
        [ -z "$name" ] || ! "$name" --version >/dev/null 2>&1 || return 0
    done
    return 1
}

has_postgres() {
    [ -z "${UBUDEHE_TEST_POSTGRES_URL:-}" ] || return 0
    for server in /usr/lib/postgresql/*/bin/postgres "$(command -v postgres || true)"; do
        [ -x "$server" ] && [ -x "$(dirname "$server")/initdb" ] || continue
        major=$("$server" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
        [ "${major:-0}" -lt "$oldest" ] || return 0
    done
    return 1
}

# Debian names its server packages by major version; the newest one offered will do.
postgres_package() {
    apt-cache pkgnames postgresql-1 2>/dev/null | grep -E '^postgresql-1[5-9]$' | sort | tail -n 1
}

# hledger, ledger and beancount read the journals; Go's own transparency-log code reads the record.
welcome_packages() {
    [ -n "${UBUDEHE_CHROMIUM:-}" ] || command -v chromium-headless-shell >/dev/null ||
        echo chromium-headless-shell
    command -v hledger >/dev/null || echo hledger
    command -v ledger >/dev/null || echo ledger
    command -v bean-check >/dev/null || echo beancount
    command -v go >/dev/null || echo golang-go
    [ -d /usr/share/gocode/src/golang.org/x/mod ] || echo golang-golang-x-mod-dev
}

missing_packages() {
    has_chromium || echo chromium
    has_postgres || { found=$(postgres_package); echo "${found:-postgresql-$oldest}"; }
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && as_root true 2>/dev/null
}

install() {
    # shellcheck disable=SC2068 - one word per package
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $@ >/dev/null || true
}

packages=$(missing_packages | tr '\n' ' ')
welcome=$(welcome_packages | tr '\n' ' ')
[ -n "$packages$welcome" ] || exit 0

if may_install; then
    echo "Installing what the tests need or like to have: $packages$welcome"
    as_root apt-get update -qq || true
    for one in $welcome; do install "$one"; done
    packages=$(missing_packages | tr '\n' ' ')
    [ -z "$packages" ] || install $packages
    packages=$(missing_packages | tr '\n' ' ')
fi
[ -n "$packages" ] || exit 0

{
    echo "The tests still need: $packages"
    echo "Run this, then try again:"
    echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $packages"
    echo "Where your system has no such package, name your own:"
    has_chromium || echo "    UBUDEHE_CHROMIUM=/path/to/chromium-or-chrome"
    has_postgres || echo "    UBUDEHE_TEST_POSTGRES_URL=postgresql+psycopg://user:password@host/database"
} >&2
exit 1
