#!/usr/bin/env bash
# A sample of the torture's runs under valgrind: no access out of bounds, nothing lost, whichever allocation fails.
#
#     sample.sh PRELOAD TORTURE SIMULATOR BODY
set -euo pipefail
preload=$1
shift

# The preloaded allocator calls valgrind's; without this option valgrind would replace it.
watch() {
    LD_PRELOAD=$preload timeout 300 valgrind --quiet --error-exitcode=99 --leak-check=full \
        --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite --child-silent-after-fork=yes \
        --soname-synonyms=somalloc=nouserintercepts "$@"
}

for mode in 1 2; do
    scenario=0
    while true; do
        status=0
        watch "$@" "$scenario" "$mode" 1 2 3 5 8 13 21 34 40 44 55 70 85 100 || status=$?
        [ "$status" -ne 3 ] || break
        [ "$status" -eq 0 ] || { echo "scenario $scenario, mode $mode: status $status" >&2; exit 1; }
        scenario=$((scenario + 1))
    done
done
echo "valgrind: no error, nothing lost, in $scenario scenarios"
