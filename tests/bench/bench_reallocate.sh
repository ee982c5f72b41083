#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# bench_reallocate.sh [BUILD] - 8,000 dreams (make_files, seed 1), 40 pools and the limits of that round; 500 of the awards are stopped, half paid, and what
# returned is divided again: the new round file, its allocation, verification and report, and florin-check. Printed, never judged. BUILD: a
# configured release build, default build/release.
set -eu
cd "$(dirname -- "$0")/../.."
build=${1:-build/release}
cmake --build "$build" --target make_files measure florin_cli florin_check >/dev/null
florin=$build/florin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$build/tests/make_files" "$work" 8000 100000
"$florin" run "$work/round.json" --out "$work/out" >/dev/null 2>&1
"$florin" approve "$work/out/round.florin" --by Li >/dev/null
"$florin" follow show "$work/out/round.florin" --json | sed -n 's/^ *"id": "\(.*\)",*$/\1/p' | grep -v '^p[0-9]*$' | awk 'NR % 3 == 0' | head -n 500 >"$work/ids"
while read -r id; do
	printf '{"kind":"pay","dream":"%s","item":"all","amount":"1","on":"2036-10-01","by":"Li"}\n' "$id"
	printf '{"kind":"stop","dream":"%s","why":"closed","on":"2036-10-02","by":"Li"}\n' "$id"
done <"$work/ids" >"$work/facts.jsonl"
"$florin" follow import "$work/out/round.florin" "$work/facts.jsonl"
"$florin" follow show "$work/out/round.florin" | head -n 1
cp "$work/out/round.florin" "$work/before.florin"
"$build/tests/measure" 5 "follow reallocate" sh -c 'cp "$2" "$3" && rm -f "$4" && exec "$1" follow reallocate "$3" --on 2037-01-01 --by Li --out "$4"' sh "$florin" \
	"$work/before.florin" "$work/first.florin" "$work/again.florin"
cp "$work/again.florin" "$work/new.florin"
"$build/tests/measure" 5 "  allocate" sh -c 'cp "$2" "$3" && exec "$1" allocate "$3"' sh "$florin" "$work/new.florin" "$work/again.florin"
"$build/tests/measure" 5 "  allocate, the first division" "$florin" allocate "$work/before.florin" --force
"$build/tests/measure" 3 "  verify" "$florin" verify "$work/again.florin" --force
"$florin" audit bundle "$work/again.florin" --out "$work/bundle" >/dev/null 2>&1 || { "$florin" verify "$work/again.florin" >/dev/null; "$florin" audit bundle "$work/again.florin" --out "$work/bundle" >/dev/null; }
"$build/tests/measure" 3 "  florin-check" "$build/florin-check" "$work/bundle"
