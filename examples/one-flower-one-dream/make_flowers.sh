#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# make_flowers.sh - write the ledger of the example round: flowers-*.csv and flowers-volunteering.jsonl.
#
# popularity.tsv says how many flowers each dream is to gather; this program invents who gave them, when and for
# what. Its numbers come from the Lehmer generator x -> 16807 x mod (2^31 - 1), which every awk computes exactly in
# doubles, so every machine writes the same bytes. The files it writes are in the repository: nobody has to run it.
#
#   examples/one-flower-one-dream/make_flowers.sh [SEED [DIRECTORY]]
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
seed=${1:-20260905}
out=${2:-$here}
LC_ALL=C
export LC_ALL

# One line a flower event: second since the day began, giver, dream, kind, count.
draw() {
	awk -F '\t' -v seed="$seed" '
	function rnd() { x = (x * 16807) % 2147483647; return x / 2147483647 }
	function kind(   r) {
		r = rnd()
		return r < 0.34 ? "gift" : r < 0.64 ? "steps" : r < 0.80 ? "quiz" : r < 0.92 ? "low-carbon" : "volunteering"
	}
	function count(left,   r, c) { # most flowers come one by one
		r = rnd()
		c = r < 0.93 ? 1 : r < 0.97 ? 2 : r < 0.99 ? 3 : 5
		return c < left ? c : left
	}
	function giver(twin,   n, r) { # 4,000 givers, some of them far busier than others; friends of a twin come along
		n = given[twin]
		if (n > 0 && rnd() < 0.45)
			return who[twin, int(rnd() * n) + 1]
		r = rnd()
		return int(4000 * r * (0.45 + 0.55 * r)) + 1
	}
	function give(dream, from, g, c,   r) {
		r = rnd()
		who[dream, ++given[dream]] = g
		printf "%d\tu%04d\t%s\t%s\t%d\n", from + int((432000 - from) * r * (0.3 + 0.7 * r)), g, dream, kind(), c
	}
	BEGIN { x = seed % 2147483646 + 1; rnd(); rnd() }
	/^#/ || $1 == "dream" { next }
	{
		split($3, t, ":")
		from = t[1] * 3600 + t[2] * 60 + t[3]
		for (left = $2; left > 0; left -= c) {
			c = count(left)
			give($1, from, giver($4), c)
		}
		for (i = 0; i < $5; i += 5) # one eager person, in portions of five
			give($1, from, 4000 + NR, 5)
	}' "$here/popularity.tsv"
}

draw | sort -t "$(printf '\t')" -k 1,1n -k 2,5 | awk -F '\t' -v out="$out" '
function file(kind) { return out "/flowers-" kind (kind == "volunteering" ? ".jsonl" : ".csv") }
BEGIN {
	print "流水号,送花人,梦想编号,来源,朵数,时间" > file("gift")
	print "event,giver,dream,kind,count,time" > file("steps")
	print "event,giver,dream,kind,count,time" > file("quiz")
	print "event,giver,dream,kind,count,time" > file("low-carbon")
	printf "" > file("volunteering")
}
{
	day = 5 + int($1 / 86400)
	s = $1 % 86400
	clock = sprintf("%02d:%02d:%02d", int(s / 3600), int(s % 3600 / 60), s % 60)
	event = sprintf("%s-%05d", substr($4, 1, 1), ++number[$4])
	if ($4 == "volunteering")
		printf "{\"event\": \"%s\", \"giver\": \"%s\", \"dream\": \"%s\", \"kind\": \"%s\", \"count\": %d, \"time\": \"2026-09-%02dT%s+08:00\"}\n", event, $2, $3, $4, $5, day, clock > file($4)
	else
		printf "%s,%s,%s,%s,%d,2026-09-%02d %s\n", event, $2, $3, $4, $5, day, clock > file($4)
}'
