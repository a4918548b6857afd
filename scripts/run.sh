#!/usr/bin/env bash
# Runs bin/contacts with the arguments given: `scripts/run.sh demo --exit`.
# It only adds a data directory, when the checkout is no place for one (see data-dir.sh).
set -euo pipefail

cd "$(dirname "$0")/.."

command=$1
shift

case " $* " in
  *" --data-dir"*) data_dir= ;; # the caller chose
  *) data_dir=$(scripts/data-dir.sh) ;;
esac

if [ -n "$data_dir" ]; then
  # Anybody may write to /var/tmp: a folder that somebody else put there is not ours to use.
  mkdir -m 0700 "$data_dir" 2>/dev/null || true
  if [ -L "$data_dir" ] || [ ! -d "$data_dir" ] || [ ! -O "$data_dir" ]; then
    echo "$data_dir is not a folder of ours: remove it, or choose another with ARGS=\"--data-dir DIR\"" >&2
    exit 1
  fi
  echo "PostgreSQL's user cannot reach $PWD, so the data goes to $data_dir"
  set -- "$@" --data-dir "$data_dir"
fi

exec bin/contacts "$command" "$@"
