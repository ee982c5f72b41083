#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run.sh - the figures of docs/benchmarks.md, printed. Nothing is judged.
#
#   tests/bench/run.sh [BUILD]      BUILD: a configured release build, default build/release
#
# Figures that need the shared data (FLORIN_DATA, or ../shared/data beside the checkout) are left out, with a word, where
# it is absent.
set -eu
cd "$(dirname -- "$0")/../.."
build=${1:-build/release}
data=${FLORIN_DATA:-../shared/data}
cmake --build "$build" --target bench_programs florin_cli florin_check >/dev/null
bench=$build/tests
florin=$build/florin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf '\n%s\n' "$*"; }

# fresh LABEL ROUND OUT: the whole run, its folder removed before each
fresh() {
	"$bench/measure" 5 "$1" sh -c 'rm -rf "$3" && exec "$1" run "$2" --out "$3"' sh "$florin" "$2" "$3"
}

# steps FOLDER: every step of a finished round again, each by itself
steps() {
	for step in import tag dedup tally allocate verify; do
		"$bench/measure" 5 "  $step" "$florin" "$step" "$1/round.florin" --force
	done
	"$bench/measure" 5 "  report" "$florin" report "$1/round.florin" --force --out "$work/report"
}

say "The example round, files to report"
fresh "  run" examples/one-flower-one-dream/round.json "$work/example"

say "8,000 dreams, 300 partners: fits, assignment, proof"
"$bench/bench_match"

say "8,000 dreams, 100,000 flowers (make_files, seed 1), all shipped packs"
mkdir "$work/made"
"$bench/make_files" "$work/made" 8000 100000
fresh "  run" "$work/made/round.json" "$work/big"
steps "$work/big"

say "After the award: 50,000 facts, and what is due (bench_follow.sh)"
tests/bench/bench_follow.sh "$build"

say "Auditing that round"
"$bench/measure" 5 "  audit log" "$florin" audit log "$work/big/round.florin"
"$bench/measure" 5 "  audit replay" "$florin" audit replay "$work/big/round.florin"
"$bench/measure" 5 "  audit bundle" sh -c 'rm -rf "$3" && exec "$1" audit bundle "$2" --out "$3"' sh "$florin" "$work/big/round.florin" \
	"$work/audit-bundle"
"$bench/measure" 5 "  florin-check" "$build/florin-check" "$work/audit-bundle"
"$bench/measure" 5 "  audit prove" "$florin" audit prove "$work/big/round.florin" d0
say "  bytes of the receipt: $("$florin" audit prove "$work/big/round.florin" d0 | wc -c)"

if [ -d "$data/pabulib" ]; then
	say "City elections ($data/pabulib), one process each: the whole run with reports"
	cat >"$work/all.sh" <<-EOF
	rm -rf "$work/pb"
	for f in "$data"/pabulib/*.pb; do
		"$florin" run "\$f" --out "$work/pb/\$(basename "\$f" .pb)"
	done
	EOF
	"$bench/measure" 3 "  run of every file" sh "$work/all.sh"
	say "The same in one process: reading and re-tallying against solving and verifying"
	"$bench/bench_elections" "$data"/pabulib/*.pb
else
	say "left out: $data/pabulib is not here"
fi

if [ -f "$data/scale/projects_pln.tsv" ]; then
	say "30,579 projects as one divisible round (tests/bench/scale.json)"
	mkdir "$work/scale"
	cp tests/bench/scale.json "$work/scale/round.json"
	ln -s "$(cd "$data/scale" && pwd)/projects_pln.tsv" "$work/scale/projects_pln.tsv"
	fresh "  run" "$work/scale/round.json" "$work/large"
	steps "$work/large"
	"$bench/measure" 5 "  florin-check" "$build/florin-check" "$work/large/bundle"
else
	say "left out: $data/scale is not here"
fi

say "Packs mined from labelled messages, cross-validated (bench_suggest)"
"$bench/bench_suggest"

say "Is a text about a goal? The shipped pack sdg on texts that experts judged (bench_sdg)"
"$bench/bench_sdg"

say "Allocation and proof on generated rounds (bench_allocate, seed 1)"
"$bench/bench_allocate" 8000 slack
"$bench/bench_allocate" 8000 tight
"$bench/bench_allocate" 8000 slack divisible 40 3000
for policy in support tranches coverage proportional quadratic; do
	"$bench/bench_allocate" 100000 tight divisible 1 0 5 50000 $policy
done
"$bench/bench_allocate" 1000000 tight
"$bench/bench_allocate" 8000 slack indivisible
for percent in 50 5; do
	"$bench/bench_allocate" 8000 tight indivisible 1 0 $percent
	"$bench/bench_lp" "$work/whole.mps" 8000 tight indivisible 1 0 $percent >/dev/null
	if command -v cbc >/dev/null 2>&1; then # minus the flowers is minimised
		cbc "$work/whole.mps" -sec 20 -solve | grep -E '^(Objective value|Lower bound|Total time)'
	else
		say "cbc is not installed (Debian package coinor-cbc): no peer"
	fi
done

say "A linear round part by part, and the same program by clp -dualsimplex (bench_lp; limits of 5 % and 1 %)"
for percent in 5 1; do
	"$bench/bench_lp" "$work/round.mps" 1000000 tight divisible 1 0 $percent
	if command -v clp >/dev/null 2>&1; then
		clp "$work/round.mps" -dualsimplex | grep '^Optimal objective'
	else
		say "clp is not installed (Debian package coinor-clp): no peer"
	fi
done

say "200 budgets of one round (bench_sweep)"
"$bench/bench_sweep" 200 8000 slack
"$bench/bench_sweep" 200 8000 tight
