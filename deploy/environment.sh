#!/bin/sh
# The Python environment in .venv/.
#   environment.sh check                is it ready, and does it belong to this folder? (exit code)
#   environment.sh install REQUIREMENTS make it where it is missing or stale, and fill it
# PYTHON names the interpreter. Otherwise it is the system's own where that will do (what Debian
# builds took 14 % less processor time for the same tests than one built at home), else the PATH's.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)

recent() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

makes_environments() {
    recent "$1" && "$1" -c 'import ensurepip, venv' 2>/dev/null
}

python=${PYTHON:-$(makes_environments /usr/bin/python3 && echo /usr/bin/python3 || echo python3)}

# The scripts of an environment name its folder, so a moved one no longer works.
belongs_here() {
    recent .venv/bin/python && grep -qsF "$here/.venv/bin/" ".venv/bin/$1"
}

make_environment() {
    if ! recent "$python"; then
        echo "Ubudehe needs Python 3.11 or newer; '$python' is not. Install it, or name it:" >&2
        echo "    make PYTHON=/path/to/python3.11 run" >&2
        exit 1
    fi
    if ! makes_environments "$python"; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "This Python cannot make environments. Run this, then try again:" >&2
        echo "    sudo apt-get install -y python$version-venv" >&2
        exit 1
    fi
    "$python" -m venv --clear .venv
}

# Most modules of most packages are never imported: each is compiled when it first is.
fetch() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile "$@"
}

# For a hundred packages pip needs sixteen seconds where uv, one of them, needs two (decision 0169).
# Where uv does not reach what pip is told to ask, pip fetches them after all.
fetch_quickly() {
    grep -q '^uv==' "$1" || return 1
    sed -n '/^uv==/,/[^\\]$/p' "$1" >.venv/uv.txt
    fetch --require-hashes -r .venv/uv.txt || return 1
    index=${PIP_INDEX_URL:-$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
    env UV_HTTP_TIMEOUT=10 UV_HTTP_RETRIES=1 ${PIP_CERT:+"SSL_CERT_FILE=$PIP_CERT"} \
        .venv/bin/uv pip install --quiet --no-config --python .venv/bin/python --require-hashes \
        ${index:+--default-index "$index"} -r "$1" 2>.venv/uv.txt
}

install() {
    belongs_here pip || make_environment
    fetch_quickly "$1" || fetch --require-hashes -r "$1"
    if .venv/bin/python -c 'import hatchling' 2>/dev/null; then
        fetch --no-build-isolation --no-deps -e . # what builds is there: no need to fetch it again
    else
        fetch --no-deps -e .
    fi
}

case ${1:-} in
check) belongs_here ubudehe ;;
install) install "$2" ;;
*) echo "usage: $0 check | install REQUIREMENTS" >&2; exit 2 ;;
esac
