#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run_rounds.sh FLORIN CHECK [ROUND...] - whole rounds with answers that were worked out by hand.
#
# A round is a folder with round.json, its files, and 'expected': the status, the optimum in flowers, then each dream with
# its award in minor units. NOTES in it say why. 'options' has more words for the command line, where
# there are any. The bundle must convince CHECK (florin-check), too.
set -u
here=$(cd "$(dirname -- "$0")" && pwd)
florin=$1
check=$2
shift 2
work=$(mktemp -d "${TMPDIR:-/tmp}/florin-rounds-XXXXXX")
trap 'rm -rf "$work"' EXIT

# The lines of 'expected' out of a result.json.
answer() {
	awk -F'"' '
		/^  "status":/       { print "status " $4 }
		/^    "optimum": "/  { print "optimum " $4 }
		/^  "dreams":/       { dreams = 1 }
		dreams && /^      "id":/    { id = $4 }
		dreams && /^      "award":/ { gsub(/[^0-9]/, "", $3); print id " " $3 }' "$1"
}

# 0 as expected, 1 not
run_round() {
	options=$(cat "$here/$1/options" 2>/dev/null)
	# shellcheck disable=SC2086
	"$florin" run "$here/$1/round.json" $options --out "$work/$1" >/dev/null 2>"$work/err"
	got=$?
	want=0
	grep -q '^status infeasible' "$here/$1/expected" && want=1
	if [ $got != $want ]; then
		echo "FAIL $1: exit status $got, not $want"
		cat "$work/err"
		return 1
	fi
	grep -v '^#' "$here/$1/expected" >"$work/expected"
	answer "$work/$1/result.json" | diff -u "$work/expected" - || { echo "FAIL $1"; return 1; }
	if [ $want = 0 ] && ! "$check" "$work/$1/bundle" >"$work/said" 2>&1; then
		echo "FAIL $1: florin-check says no"
		cat "$work/said"
		return 1
	fi
	echo "ok   $1"
}

if [ $# = 0 ]; then
	set -- $(cd "$here" && for f in */expected; do echo "${f%/expected}"; done)
fi
status=0
for round in "$@"; do
	run_round "$round" || status=1
done
exit $status
