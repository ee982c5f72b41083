#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# bench_spreadsheet.sh [BUILD] - 8,000 dreams (make_files, seed 1) read from the workbook that a result of theirs is exported as, and from the same
# table as CSV; beside them xlsx2csv, where there is one, which only writes the sheet as CSV. Printed, never judged. BUILD: a configured
# release build, default build/release.
set -eu
cd "$(dirname -- "$0")/../.."
build=${1:-build/release}
cmake --build "$build" --target make_files measure florin_cli >/dev/null
florin=$PWD/$build/florin measure=$PWD/$build/tests/measure
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$build/tests/make_files" "$work" 8000 100000
"$florin" run "$work/round.json" --out "$work/out" >/dev/null 2>&1
cd "$work"
ls -l out/awards.xlsx out/awards.csv | awk '{ print $5, $9 }'
for table in xlsx csv; do
	echo '{"format": "florin-round/1", "round": "'$table'", "dreams": ["out/awards.'$table'"], "pools": [{"id": "p", "amount": "1"}]}' >$table.json
	"$florin" init $table.json --out $table.florin >/dev/null
	"$measure" 5 "import of awards.$table" "$florin" import $table.florin --force
done
if command -v xlsx2csv >/dev/null; then
	"$measure" 5 "xlsx2csv of awards.xlsx" xlsx2csv out/awards.xlsx awards.csv
else
	echo "no xlsx2csv: only Florin is measured"
fi
