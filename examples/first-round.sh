#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# first-round.sh - from a fresh Debian 12 to a decided round, in one command:
#
#   examples/first-round.sh
#
# Installs the Debian packages that are missing, builds Florin in release mode in build/release, runs the round in
# examples/one-flower-one-dream, and says where the results are. Needs root or sudo only when packages are missing.
# Safe to repeat: a second run installs nothing, builds nothing and takes seconds.
set -eu
cd "$(dirname -- "$0")/.."
. cmake/setup.sh

florin=build/release/florin
round=examples/one-flower-one-dream/round.json
out=out/one-flower-one-dream

install_packages build
build release florin_cli florin_check florin_translate || exit 3

step "Running the round: $florin run $round --out $out"
mkdir -p "$out"
"$florin" run "$round" --out "$out"

step "Asking about one dream: $florin explain $out/round.florin D003"
"$florin" explain "$out/round.florin" D003

step "Done. What was made:"
for file in report.html awards.xlsx awards.csv result.json round.florin; do
	[ -s "$out/$file" ] || stop "$out/$file was not written"
done
say "$out/report.html   the page to show: open it in a browser"
say "$out/awards.xlsx   one line a dream, for a spreadsheet"
say "$out/awards.csv    the same as plain text"
say "$out/result.json   the same and the proof, for programs"
say "$out/round.florin  the round file; ask it about any dream:"
say "$florin explain $out/round.florin DREAM"
