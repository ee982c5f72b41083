#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# bench_ledger.sh - import and tally of a generated ledger, and adding a few flowers to it, beside sqlite3's .import of the same
# file into a plain table: time, memory, bytes a flower. Nothing is judged.
#
#   tests/bench/bench_ledger.sh [BUILD [ROWS]]      BUILD: a configured release build, default build/release; ROWS: 10,000,000
#
# KEEP=1 leaves the folder with the files.
set -eu
cd "$(dirname -- "$0")/../.."
build=$(cd "${1:-build/release}" && pwd)
rows=${2:-10000000}
cmake --build "$build" --target bench_programs florin_cli >/dev/null
work=$(mktemp -d "${TMPDIR:-/tmp}/florin-ledger-XXXXXX")
[ -n "${KEEP:-}" ] && echo "files in $work" || trap 'rm -rf "$work"' EXIT
measure=$build/tests/measure
florin=$build/florin

"$build/tests/make_ledger" "$work" "$rows"
cd "$work"
printf 'CREATE TABLE t (event TEXT, giver TEXT, dream TEXT, kind TEXT, count TEXT, time TEXT);\n.import --csv --skip 1 flowers.csv t\n' >import.sql
cat flowers.csv >/dev/null
printf '%s rows, %s bytes\n' "$rows" "$(stat -c %s flowers.csv)"

"$measure" 1 "sqlite3 .import into a plain table" sh -c 'sqlite3 plain.db <import.sql' | tee peer
rm -f plain.db
"$florin" init round.json -o r.florin >/dev/null
"$measure" 1 "florin import" "$florin" import r.florin | tee import
"$florin" tag r.florin >/dev/null
"$florin" dedup r.florin >/dev/null
"$measure" 1 "florin tally" "$florin" tally r.florin | tee tally
mkdir more
"$build/tests/make_ledger" more 1000 8000 2000001 7
"$measure" 1 "florin import of 1,000 more" "$florin" import r.florin --flowers more/flowers.csv
awk "BEGIN { printf \"%.1f bytes a flower in the round file, of which names of givers %.1f\\n\", $(stat -c %s r.florin) / $rows,
	$(sqlite3 r.florin 'SELECT sum(length(names)) FROM givers') / $rows }"
awk 'FNR == 1 { for (i = 1; i < NF; i++) { if ($i == "wall") wall[FILENAME] = $(i + 1); if ($i == "cpu") cpu[FILENAME] = $(i + 1) } }
	END { printf "speed of import and tally to that of the peer: wall %.2f, cpu %.2f\n",
		wall["peer"] / (wall["import"] + wall["tally"]), cpu["peer"] / (cpu["import"] + cpu["tally"]) }' peer import tally
