#!/bin/sh
# Feeds spoiled files to every reader: scripts/soak.sh [INPUTS] [SEED]. Prints how many and how many panics; fails on any.
cd "$(dirname "$0")/.." || exit 2
export WFM_SOAK_INPUTS="${1:-100000}" WFM_SOAK_SEED="${2:-1}"
exec cargo test --release --locked --quiet --test it -- raw_bytes::soak --exact --ignored --nocapture
