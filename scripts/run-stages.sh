#!/usr/bin/env bash
# Runs the targets test-NAME of the Makefile, and prints a table with the result and the duration of each. One more runs
# at a time than there are processors, because many of them mostly wait. The output of a stage is printed when the stage
# has ended. After a failure no further stage starts.
#
#     scripts/run-stages.sh [--alone NAME]… NAME…
#
# --alone: a stage that measures, so it runs while no other stage does. JOBS=1: one stage after another, with output as
# it is written.
set -uo pipefail
# Each stage has its own process group. Otherwise a stage in the background would ignore Ctrl-C, or leave some of its
# processes running.
set -m
cd "$(dirname "$0")/.."

jobs=${JOBS:-$(($(nproc) + 1))}
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
