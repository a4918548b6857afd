#!/usr/bin/env bash
# Builds several programs at the same time: scripts/build.sh bin/contacts bin/temporal-dev.
# One of them takes minutes the first time, and downloads for some of that.
set -euo pipefail

cd "$(dirname "$0")/.."

pids=()
for program in "$@"; do
  "${MAKE:-make}" --no-print-directory "$program" &
  pids+=($!)
done

failed=0
for pid in "${pids[@]}"; do
  wait "$pid" || failed=1
done
exit "$failed"
