#!/usr/bin/env bash
# Builds cmd/temporal-dev into the file given, and says how far it is: the first time it compiles Temporal's
# server and its 1,800 packages. What was compiled once is in Go's build cache.
set -euo pipefail

cd "$(dirname "$0")/../cmd/temporal-dev"
target=$1

echo "building bin/temporal-dev, the Temporal server: 3 to 9 minutes, this first time only"
mkdir -p "$(dirname "$target")"
go mod download
packages=$(go list -deps . | wc -l)

# -v names each package when it is compiled; everything else that go says is an error, and shown.
began=$SECONDS
go build -v -ldflags "-s -w" -o "$target.new" . 2>&1 |
  awk -v all="$packages" '
    /^[a-zA-Z0-9._~-]+(\/[^ :]+)*$/ { if (++n % 100 == 0) { printf "  temporal-dev: %d of %d packages\n", n, all; fflush() }; next }
    { print; fflush() }'
# A server that runs keeps its old file.
mv "$target.new" "$target"
echo "built bin/temporal-dev in $((SECONDS - began)) s"
