#!/usr/bin/env bash
# Runs the targets test-NAME of the Makefile, as many at a time as there are processors, and ends with a table of what
# ran and how long it took. A stage's output comes in one piece when it has ended. After one that fails no other is
# begun.
#
#     scripts/run-stages.sh [--alone NAME]… NAME…
#
# --alone: stages that measure, and so run while nothing else does. JOBS=1: one after the other, with their output as
# it comes.
set -uo pipefail
# A process group for each stage: Ctrl-C is then neither ignored by it, as it is by what a script puts in the background,
# nor does it leave half of it behind.
set -m
cd "$(dirname "$0")/.."

jobs=${JOBS:-$(nproc)}
logs=build/stages
mkdir -p "$logs"

declare -A is_alone=() state=() seconds=() begun=() name_of=()
names=()
while [ $# -gt 0 ]; do
    case $1 in
        --alone) is_alone[$2]=1; shift 2 ;;
        *) names+=("$1"); state[$1]="not run"; shift ;;
    esac
done
failed=
running=0

end_all() {
    for process in "${!name_of[@]}"; do kill -TERM -- "-$process" 2>/dev/null; done
    exit 130
}
trap end_all INT TERM

run_stage() { "${MAKE:-make}" --no-print-directory "test-$1"; }

# ended NAME STATUS
ended() {
    seconds[$1]="$((SECONDS - begun[$1])) s"
    state[$1]=passed
    [ "$2" -eq 0 ] || { state[$1]=FAILED; failed=${failed:-$1}; }
}

begin() {
    begun[$1]=$SECONDS
    run_stage "$1" >"$logs/$1.log" 2>&1 </dev/null &
    name_of[$!]=$1
    running=$((running + 1))
    printf -- '-- %s has begun\n' "$1"
}

collect_one() {
    local process status name
    wait -n -p process "${!name_of[@]}"
    status=$?
    name=${name_of[$process]}
    unset "name_of[$process]"
    running=$((running - 1))
    ended "$name" $status
    printf '\n== %s: %s in %s\n' "$name" "${state[$name]}" "${seconds[$name]}"
    cat "$logs/$name.log"
}

run_in_view() {
    printf '\n== %s\n' "$1"
    begun[$1]=$SECONDS
    run_stage "$1"
    ended "$1" $?
}

for name in "${names[@]}"; do
    [ -z "$failed" ] || break
    [ -z "${is_alone[$name]:-}" ] || continue
    if [ "$jobs" -le 1 ]; then
        run_in_view "$name"
        continue
    fi
    while [ "$running" -ge "$jobs" ]; do collect_one; done
    [ -n "$failed" ] || begin "$name"
done
while [ "$running" -gt 0 ]; do collect_one; done
for name in "${names[@]}"; do
    [ -n "$failed" ] || [ -z "${is_alone[$name]:-}" ] || run_in_view "$name"
done

printf '\n== summary\n'
for name in "${names[@]}"; do printf '  %-12s %-8s %8s\n' "$name" "${state[$name]}" "${seconds[$name]:--}"; done
verdict=passed
[ -z "$failed" ] || verdict=FAILED
printf '  %-12s %-8s %8s\n' all "$verdict" "$SECONDS s"
if [ -n "$failed" ]; then
    printf '\nmake test: stage "%s" failed; run it alone with: make test-%s\n' "$failed" "$failed" >&2
    exit 1
fi
