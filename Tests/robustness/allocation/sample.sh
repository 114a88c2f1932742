#!/usr/bin/env bash
# A sample of the torture's runs under valgrind: no access out of bounds, nothing lost, whichever allocation fails.
#
#     sample.sh PRELOAD TORTURE SIMULATOR BODY
set -euo pipefail
preload=$1
shift

# The preloaded allocator calls valgrind's; without this option valgrind would replace it.
watch() {
    LD_PRELOAD=$preload timeout 900 valgrind --quiet --error-exitcode=99 --leak-check=full \
        --show-leak-kinds=definite,indirect --errors-for-leak-kinds=definite --child-silent-after-fork=yes \
        --soname-synonyms=somalloc=nouserintercepts "$@"
}

# One process for each mode: most of the time of a short program is valgrind's start.
for mode in 1 2; do
    watch "$@" --here "$mode" 1 2 3 5 8 13 21 34 40 44 55 70 85 100
done
echo "valgrind: no error, nothing lost"
