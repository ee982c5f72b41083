#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# bench_follow.sh [BUILD] - follow-up of 8,000 dreams (make_files, seed 1; a threshold of none and money for nearly all of them): 50,000 facts
# are imported, what is due is asked, and the public page is written and opened. Printed, never judged. BUILD: a configured release build, default build/release.
set -eu
cd "$(dirname -- "$0")/../.."
build=${1:-build/release}
cmake --build "$build" --target make_files measure florin_cli >/dev/null
florin=$build/florin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$build/tests/make_files" "$work" 8000 100000
"$florin" run "$work/round.json" --out "$work/out" --set threshold=0 --set 'groups=[]' --set 'pools=[{"id":"general","amount":"1436215400"}]' \
	--set 'follow={"milestones":[{"id":"first","after":90},{"id":"end","kind":"result","after":300}],
		"tranches":[{"id":"start","share":"60%","after":0},{"id":"rest","share":"40%","after":120,"needs":["first"]}]}' >/dev/null 2>&1
"$florin" approve "$work/out/round.florin" --by Li >/dev/null
"$florin" follow show "$work/out/round.florin" --json >"$work/show.json"
printf '%s awards\n' "$(grep -c '"stopped"' "$work/show.json")"
tests/bench/make_follow 50000 <"$work/show.json" >"$work/facts.jsonl"
cp "$work/out/round.florin" "$work/before.florin"
export SOURCE_DATE_EPOCH=$(($(date +%s) + 400 * 86400)) # what is recorded has happened
"$build/tests/measure" 5 "follow import of 50,000" sh -c 'cp "$2" "$3" && exec "$1" follow import "$3" "$4"' sh "$florin" "$work/before.florin" \
	"$work/after.florin" "$work/facts.jsonl"
"$build/tests/measure" 9 "  due, nothing overdue" "$florin" follow due "$work/after.florin" --on 2026-09-10
"$build/tests/measure" 9 "  due, most overdue" sh -c '"$@" || [ $? -eq 1 ]' sh "$florin" follow due "$work/after.florin" --on 2030-01-01
"$build/tests/measure" 5 "  the public page" "$florin" report "$work/after.florin" --public --on 2027-06-01 --out "$work/public"
wc -c "$work/public/public.html"
tests/bench/bench_page "$work/public/public.html"
"$build/tests/measure" 9 "  show, the round" "$florin" follow show "$work/after.florin"
