#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run_cases.sh - run the cases of the command line:
#
#   run_cases.sh FLORIN [COMMAND/CASE...]        all cases, or those
#   BLESS=1 run_cases.sh FLORIN COMMAND/CASE     write down what happens instead of comparing; then read it
#
# A case is a folder: 'cmd' is run by sh in a scratch folder that holds the other files of the case; its output, its
# errors and its exit status must be those of 'out', 'err' and 'exit' (where 'err' is missing, errors are not compared).
# $FIXTURES names tests/cli/fixtures, also in 'out' and 'err'; SOURCE_DATE_EPOCH is fixed, and the secrets of round files
# are no secrets, so that times and roots are the same in every run. A cmd that exits with 77 was not possible here and is skipped, saying why.
set -u
here=$(cd "$(dirname -- "$0")" && pwd)
florin=$1
shift
bin=$(mktemp -d "${TMPDIR:-/tmp}/florin-cases-XXXXXX")
trap 'chmod -R u+w "$bin"; rm -rf "$bin"' EXIT
ln -s "$florin" "$bin/florin"
ln -s "$(dirname -- "$florin")/florin-check" "$bin/florin-check"
PATH="$bin:$PATH" FIXTURES="$here/fixtures" SOURCE_DATE_EPOCH=1788566400 FLORIN_GUESSABLE_SECRET=1 LC_ALL=C TZ=UTC
export PATH FIXTURES SOURCE_DATE_EPOCH FLORIN_GUESSABLE_SECRET LC_ALL TZ

bless() {
	cp "$bin/out" "$1/out"
	echo "$2" >"$1/exit"
	if [ -s "$bin/err" ] || [ -e "$1/err" ]; then cp "$bin/err" "$1/err"; fi
}

# run_case COMMAND/CASE: 0 passed, 1 failed, 77 skipped
run_case() {
	dir=$here/$1
	work=$bin/work
	rm -rf "$work"
	mkdir "$work"
	for file in "$dir"/*; do
		case ${file##*/} in cmd | out | err | exit) ;; *) cp -R "$file" "$work" ;; esac
	done
	(cd "$work" && sh "$dir/cmd") >"$bin/out" 2>"$bin/err" </dev/null
	got=$?
	sed -i "s|$FIXTURES|\$FIXTURES|g" "$bin/out" "$bin/err"
	if [ "$got" = 77 ]; then
		echo "skip $1: $(tail -n 1 "$bin/err")"
		return 77
	fi
	if [ -n "${BLESS:-}" ]; then
		bless "$dir" "$got"
		return 0
	fi
	same=0
	diff -u "$dir/out" "$bin/out" || same=1
	if [ -e "$dir/err" ]; then diff -u "$dir/err" "$bin/err" || same=1; fi
	want=$(cat "$dir/exit")
	if [ "$got" != "$want" ]; then
		echo "exit status $got, not $want"
		cat "$bin/err"
		same=1
	fi
	[ $same = 0 ] && echo "ok   $1" || echo "FAIL $1"
	return $same
}

if [ $# = 0 ]; then
	set -- $(cd "$here" && find . -name cmd | sed 's|^\./||; s|/cmd$||' | sort)
fi
status=0
skipped=0
for case in "$@"; do
	run_case "$case"
	case $? in 0) ;; 77) skipped=1 ;; *) status=1 ;; esac
done
[ $status = 0 ] && [ $skipped = 1 ] && [ $# = 1 ] && exit 77
exit $status
