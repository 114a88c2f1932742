#!/usr/bin/env bash
# Installs missing requirements of "make demo", "make test" or "make bench": Debian packages with apt, and Python
# packages in build/venv. The vendor's packages for tests are in build/venv-vendor, and those that the library is
# compared with in build/venv-bench. Prints what it installs. If nothing is missing, it does nothing and uses no
# network.
#
#     scripts/setup.sh demo|test|bench
#
# CODELAB_NO_INSTALL=1 only lists what is missing. The exit status is then 1 if anything is.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PATH:/usr/sbin:/sbin" # the folder of ldconfig and nginx in Debian, which other users can run, too

purpose=${1:-test}
packages=()

# The virtual environments for the purpose, and the list of packages of each.
declare -A requirements=()
case $purpose in
    demo) ;;
    test)
        requirements[build/venv]=Tests/python/requirements.txt
        requirements[build/venv-vendor]=Tests/vendor/requirements.txt
        ;;
    bench) requirements[build/venv-bench]=Tests/performance/bench/requirements.txt ;;
    *) echo "usage: scripts/setup.sh demo|test|bench" >&2; exit 2 ;;
esac

# need PACKAGE TEST…: adds the package if the test fails.
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || packages+=("$package")
}
has() { command -v "$1"; }
has_clang() { has clang || test -x "$(dirname "$(realpath "$(command -v swift)")")/clang"; }
can_make_venv() { python3 -c 'import ensurepip, venv'; }
has_python_headers() { test -e "$(python3 -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h"; }
compiles_for() { echo "#include <$2>" | "$1" -x "$3" -fsyntax-only -; }

has_library() { ldconfig -p | grep -q "$1"; }

find_missing_packages() {
    # Libraries that the Swift toolchain is linked with.
    need libncurses6 has_library libncurses.so.6
    need libxml2 has_library libxml2.so.2
    need libsqlite3-0 has_library libsqlite3.so.0
    need zlib1g-dev compiles_for gcc zlib.h c
    need gcc has gcc
    need libc6-dev compiles_for gcc stdio.h c
    need binutils has objcopy
    need g++ compiles_for g++ string c++
    need libcurl4-openssl-dev compiles_for gcc curl/curl.h c
    need libssl-dev compiles_for gcc openssl/evp.h c
    need golang-go has go
    need pkg-config has pkg-config
    if [ "$purpose" != demo ]; then
        need python3-venv can_make_venv
        need clang has_clang
        need valgrind has valgrind
        need strace has strace
        need libsimdjson-dev compiles_for g++ simdjson.h c++
    fi
    if [ "$purpose" = test ]; then
        need openssl has openssl
        need nginx-light test -x /usr/sbin/nginx -o -x /usr/bin/nginx
        need abigail-tools has abidiff
        need doxygen has doxygen
    fi
    if [ "$purpose" = bench ]; then
        need rapidjson-dev compiles_for g++ rapidjson/document.h c++
        need python3-dev has_python_headers # for pycurl
    fi
}

venv_is_current() { cmp -s "${requirements[$1]}" "$1/requirements.txt"; }

install_packages() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "setup: run this as root, or install sudo: ${packages[*]}" >&2; exit 1; }
        as_root=(sudo)
    fi
    echo "setup: installing Debian packages: ${packages[*]}"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${packages[@]}" >build/setup.log 2>&1 ||
        { tail -20 build/setup.log >&2; exit 1; }
}

make_venv() {
    local venv=$1 list=${requirements[$1]}
    echo "setup: installing Python packages of $list into $venv"
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$list"
    cp "$list" "$venv/requirements.txt"
}

for tool in swift python3; do
    has $tool >/dev/null || { echo "setup: $tool is not on the path; install it first (see README.md)" >&2; exit 1; }
done

find_missing_packages
if [ "${CODELAB_NO_INSTALL:-}" = 1 ]; then
    missing=0
    for package in "${packages[@]}"; do echo "missing: $package (Debian package)"; missing=1; done
    for venv in "${!requirements[@]}"; do
        venv_is_current "$venv" || { echo "missing: $venv with the packages of ${requirements[$venv]}"; missing=1; }
    done
    exit $missing
fi

mkdir -p build
if [ ${#packages[@]} -gt 0 ]; then
    install_packages
    packages=()
    find_missing_packages
    [ ${#packages[@]} -eq 0 ] || { echo "setup: still missing after the installation: ${packages[*]}" >&2; exit 1; }
fi
for venv in "${!requirements[@]}"; do
    venv_is_current "$venv" || make_venv "$venv"
done
