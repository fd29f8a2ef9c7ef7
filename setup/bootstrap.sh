#!/usr/bin/env bash
# Prepare this folder: a virtual environment from the locked requirements, and the system libraries
# that Python packages cannot bring. Quick when nothing changed.
#
#   setup/bootstrap.sh run     to run the product
#   setup/bootstrap.sh dev     to run its tests and checks too (adds Chromium)
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-run}
PYTHON=${PYTHON:-python3}
VENV=.venv
lists_are_fresh=no

stop() {
    echo "Setup stopped: $*" >&2
    exit 1
}

# step "What happens" command…: one line with the time it took; its output only if it fails.
step() {
    local what=$1 started ended log
    shift
    log=$(mktemp)
    started=$(date +%s%N)
    printf '%s … ' "$what" >&2
    if ! "$@" >"$log" 2>&1; then
        echo 'failed' >&2
        cat "$log" >&2
        rm -f "$log"
        return 1
    fi
    ended=$(date +%s%N)
    rm -f "$log"
    printf 'done in %d.%d s\n' $(((ended - started) / 1000000000)) \
        $((((ended - started) / 100000000) % 10)) >&2
}

# As root, or as somebody whose sudo asks nothing. Never a password prompt in the middle.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

can_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

# need "why" package…: install system packages, or say in one sentence which are missing.
need() {
    local why=$1
    shift
    can_install || stop "$why needs the system package(s) $*; install them and try again."
    if [ "$lists_are_fresh" = no ]; then
        step "Refreshing the lists of system packages" as_root apt-get update -q ||
            stop "$why needs the system package(s) $*, and apt-get update failed."
        lists_are_fresh=yes
    fi
    step "Installing $* for $why" as_root apt-get install -q -y --no-install-recommends "$@" ||
        stop "$why needs the system package(s) $*, and apt-get could not install them."
}

libraries_missing() {
    ! "$PYTHON" - <<'CHECK'
import ctypes, sys
try:
    for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
        ctypes.CDLL(name)
except OSError:
    sys.exit(1)
CHECK
}

find_chromium() {
    if [ -n "${CHROME_PATH:-}" ]; then
        [ -x "$CHROME_PATH" ] || stop "CHROME_PATH is $CHROME_PATH, which is no program."
        return 0
    fi
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null && return 0
    done
    return 1
}

# The programs in .venv/bin name their Python by its full path, so a moved folder needs new ones.
moved() {
    local first
    first=$(head -n 1 $VENV/bin/pip 2>/dev/null || true)
    case $first in
        "#!"*/bin/python*) [ "$(dirname "${first#"#!"}")" != "$(realpath $VENV)/bin" ] ;;
        *) return 1 ;;
    esac
}

make_environment() {
    local found
    found=$("$PYTHON" -c 'import sys; print(sys.version_info >= (3, 11))') ||
        stop "there is no $PYTHON; install Python 3.11 or later."
    [ "$found" = True ] || stop "$PYTHON is older than 3.11; set PYTHON to a later one."
    if $VENV/bin/python -c "import pip" 2>/dev/null && ! moved; then
        return
    fi
    if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian splits venv off, one package for each Python it has.
        local version
        version=$("$PYTHON" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        need "the virtual environment" "$version"
    fi
    step "Creating the virtual environment" "$PYTHON" -m venv --clear $VENV
}

# The stamp holds the hash of what was installed; a change of either file or of Python renews it.
install_requirements() {
    local file=$1 stamp=$VENV/.installed-$1 wanted
    wanted=$($VENV/bin/python -c 'import sys; print(sys.version)' | cat - "$file" | sha256sum)
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    rm -f "$stamp"
    step "Installing the Python packages of $file" $VENV/bin/python -m pip install \
        --disable-pip-version-check --no-input --require-hashes -r "$file" ||
        stop "the Python packages of $file could not be installed."
    echo "$wanted" >"$stamp"
}

make_environment
install_requirements requirements.txt
if libraries_missing; then
    need "PDF documents" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    libraries_missing && stop "Pango and HarfBuzz are installed but cannot be loaded."
fi
if [ "$purpose" = dev ]; then
    install_requirements requirements-dev.txt
    if ! find_chromium; then
        need "tests in a browser (or set CHROME_PATH)" chromium
        find_chromium || stop "no Chromium was found; set CHROME_PATH to one."
    fi
fi
