#!/usr/bin/env bash
# Runs the targets test-NAME of the Makefile one after the other, stops at the first that fails, and ends with a table
# of what ran and how long it took.
#
#     scripts/run-stages.sh NAME…
set -uo pipefail
cd "$(dirname "$0")/.."

names=("$@")
results=()
failed=

for name in "${names[@]}"; do
    if [ -n "$failed" ]; then
        results+=("$name" "not run" "-")
        continue
    fi
    printf '\n== %s\n' "$name"
    begin=$SECONDS
    if "${MAKE:-make}" --no-print-directory "test-$name"; then
        results+=("$name" passed "$((SECONDS - begin)) s")
    else
        failed=$name
        results+=("$name" FAILED "$((SECONDS - begin)) s")
    fi
done

verdict=passed
[ -z "$failed" ] || verdict=FAILED
printf '\n== summary\n'
printf '  %-12s %-8s %8s\n' "${results[@]}" all "$verdict" "$SECONDS s"
if [ -n "$failed" ]; then
    printf '\nmake test: stage "%s" failed; run it alone with: make test-%s\n' "$failed" "$failed" >&2
    exit 1
fi
