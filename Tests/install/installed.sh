#!/usr/bin/env bash
# Installs into a new folder, builds a C and a Go program with pkg-config's flags for it, and uninstalls.
set -euo pipefail
cd "$(dirname "$0")/../.."

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
fail() { echo "FAILED  $*" >&2; exit 1; }
files() { (cd "$1" && find . ! -type d | sort | tr '\n' ' '); }

$MAKE -s install PREFIX="$place/usr" LIBDIR="$place/usr/lib64"
expected="./include/codelab.h ./lib64/libcodelab.so ./lib64/libcodelab.so.1 ./lib64/pkgconfig/libcodelab.pc "
[ "$(files "$place/usr")" = "$expected" ] || fail "installed: $(files "$place/usr")"
echo "ok      four files are installed where they are asked for"

export PKG_CONFIG_PATH="$place/usr/lib64/pkgconfig" LD_LIBRARY_PATH="$place/usr/lib64"
$CC -Wall -Werror bindings/c/examples/open_instance.c -o "$place/in_c" $(pkg-config --cflags --libs libcodelab)
"$place/in_c" --help >/dev/null
# A copy: Go keeps what pkg-config said with what it has compiled, by folder, and would go on linking programs of this
# checkout with a library that is gone.
cp -r bindings/go "$place/go"
(cd "$place/go" && $GO build -o "$place/in_go" ./examples/open-instance)
"$place/in_go" --help 2>/dev/null
for program in in_c in_go; do
    ldd "$place/$program" | grep "libcodelab.so.1 => $place/usr/lib64/" >/dev/null || fail "$program uses another library"
done
echo "ok      a program in C and one in Go are built by pkg-config, and run"

version=$(pkg-config --modversion libcodelab)
[ "$version" = "$(sed -n 's/^#define CODELAB_VERSION_[MP][A-Z]* //p' include/codelab.h | paste -sd.)" ] ||
    fail "pkg-config calls the version $version"
echo "ok      pkg-config knows the version"

$MAKE -s install DESTDIR="$place/stage" PREFIX=/opt/codelab
[ -e "$place/stage/opt/codelab/lib/libcodelab.so.1" ] || fail "DESTDIR: $(files "$place/stage")"
grep -q '^prefix=/opt/codelab$' "$place/stage/opt/codelab/lib/pkgconfig/libcodelab.pc" || fail "DESTDIR is in the prefix"
echo "ok      a package is made below DESTDIR for the place where it will be"

$MAKE -s install-simulator PREFIX="$place/usr"
# Its input stays open until it has spoken: it ends with its input, perhaps before its first line.
coproc simulator { "$place/usr/bin/codelab-simulator" --until-eof 2>/dev/null; }
simulator_process=$simulator_PID
read -r -t 60 line <&"${simulator[0]}" || line=
[[ $line == *'"endpoint"'* ]] || fail "the installed simulator says nothing"
eval "exec ${simulator[1]}>&-"
wait "$simulator_process"
ldd "$place/usr/bin/codelab-simulator" | grep -i swift && fail "the simulator needs a Swift to be there"
echo "ok      the simulator is installed, and needs no Swift"

$MAKE -s uninstall PREFIX="$place/usr" LIBDIR="$place/usr/lib64"
$MAKE -s uninstall DESTDIR="$place/stage" PREFIX=/opt/codelab
[ -z "$(files "$place/usr")$(files "$place/stage")" ] || fail "left: $(files "$place/usr") $(files "$place/stage")"
echo "ok      nothing is left"
