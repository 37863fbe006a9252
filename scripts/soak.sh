#!/bin/sh
# Feeds mutated exports to every reader: scripts/soak.sh [INPUTS] [SEED]. Prints how many and how many panics; exit 1 on any.
cd "$(dirname "$0")/.." || exit 2
exec cargo run --release --locked --quiet --example soak -- "${1:-100000}" "${2:-1}"
