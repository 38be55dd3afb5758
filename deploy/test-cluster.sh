#!/bin/sh
# What `make cluster` needs: etcd, Patroni, HAProxy and PostgreSQL 15, from Debian's packages.
# Nothing of them is started or left to start by itself: the test runs its own, and ends them.
set -eu

export PATH="$PATH:/usr/sbin"

missing_packages() {
    command -v etcd >/dev/null || echo etcd-server
    command -v patroni >/dev/null || echo patroni python3-etcd
    command -v haproxy >/dev/null || echo haproxy
    command -v psql >/dev/null || echo postgresql-client-15
    [ -x /usr/lib/postgresql/15/bin/postgres ] || echo postgresql-15
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

packages=$(missing_packages | tr '\n' ' ')
[ -n "$packages" ] || exit 0

if ! command -v apt-get >/dev/null || ! as_root true 2>/dev/null; then
    echo "The test of the cluster still needs: $packages" >&2
    echo "On Debian 12: sudo apt-get install --no-install-recommends $packages" >&2
    exit 1
fi

# Debian starts what it installs unless this file says no; where there is one already, it stays.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 0755 "$policy"
    trap 'as_root rm -f "$policy"' EXIT
fi
echo "Installing what the test of the cluster needs: $packages"
as_root apt-get update -qq || true
# shellcheck disable=SC2086 - one word per package
as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $packages >/dev/null
for package in $packages; do
    case "$package" in
        etcd-server) service=etcd ;;
        postgresql-15) service=postgresql ;;
        patroni | haproxy) service=$package ;;
        *) continue ;;
    esac
    as_root systemctl disable --quiet "$service" 2>/dev/null || true
done
