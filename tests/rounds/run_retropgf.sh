#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run_retropgf.sh FLORIN CHECK VECTORS - RetroPGF 3 as a round: 643 projects with the medians of their ballots, 501 of which
# reach the quorum.
#
# Ballots are made that have the published medians. The published amounts were rounded to the nearest unit, and 36 units of the pool
# stayed; here they are paid, too, so no amount differs by more than one unit.
set -eu
florin=$1
check=$2
vectors=$3
work=$(mktemp -d "${TMPDIR:-/tmp}/florin-retropgf-XXXXXX")
trap 'rm -rf "$work"' EXIT

# "[ballots, median, payout]," → three numbers a line
awk '/"retropgf3"/ { on = 1 }
	on && /^\[[0-9]/ {
		gsub(/[][]+,?/, "\n")
		print
	}' "$vectors" | grep '^[0-9]' | tr ',' ' ' >"$work/rows"
[ "$(wc -l <"$work/rows")" = 643 ] || { echo "643 rows were expected"; exit 1; }

awk -v dreams="$work/dreams.csv" -v flowers="$work/flowers.csv" '
	BEGIN { print "id,title,request" >dreams; print "dream,giver,flowers" >flowers }
	{
		print "p" NR ",Project " NR ",3000000000" >dreams
		many = $1 < 17 ? $1 : 17 # as many as the quorum asks for are enough
		for (g = 1; $2 > 0 && g <= many; g++)
			print "p" NR ",voter " g "," $2 >flowers
	}' "$work/rows"
cat >"$work/round.json" <<END
{ "format": "florin-round/1", "round": "retropgf-3", "currency": "XOP", "minor_digits": 0,
  "dreams": ["dreams.csv"], "flowers": ["flowers.csv"], "threshold": 0, "duplicates": false,
  "policy": { "name": "quadratic", "quadratic": { "target": "median", "quorum": 17 } },
  "pools": [{ "id": "pool", "amount": 3000000000 }] }
END
"$florin" run "$work/round.json" --out "$work/out" >/dev/null 2>"$work/err" || { cat "$work/err"; exit 1; }
awk -F'"' '/^  "dreams":/ { on = 1 } on && /^      "award":/ { gsub(/[^0-9]/, "", $3); print $3 }' "$work/out/result.json" |
	paste -d' ' "$work/rows" - >"$work/both"
awk '{ d = $4 - $3; sum += $4; paid += $4 > 0; if (d < -1 || d > 1) { print "project " NR ": " $4 ", not " $3; bad = 1 } }
	END {
		if (sum != 3000000000) { printf "%d is paid in all\n", sum; bad = 1 }
		if (paid != 501) { print paid " projects are paid"; bad = 1 }
		exit bad
	}' "$work/both"
"$check" "$work/out/bundle" >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }
echo "ok   RetroPGF 3"
