#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# make_pack.sh [page] - write rules/china-places.json, on standard output, from places.tsv and sentences.tsv; or the page
# docs/reference/regions.md.
#
# Columns of places.tsv (a tab between two; a province has no parent and stands before its prefectures):
#
#   id  parent  full name  full name in traditional characters  short name  English  also  not
#
# short   the form people use. *short: an ordinary word, too; it is taken for the place only with 市, 州, 地区 … behind it
#         or its province before it.
# English names, "," between two; "Taizhou; Jiangsu" needs the province behind it.
# also    more forms, each with a sentence that has it: "form ~ sentence", " ; " between two. A form is a pattern.
# not     exceptions, each with a sentence that it alone keeps out, likewise (" / " between two sentences); "= sentence" is
#         a sentence that no form of the place meets.
#
# A rule gives region:PROVINCE and, for a prefecture, region:PROVINCE.PREFECTURE, and the full name as fact 'place'. What only
# bears the name of a place (上海路, Nanjing Road) is an exception of every rule. Examples: the sentences of the table, and for
# each form one of sentences.tsv, in turn.
set -eu
here=$(dirname "$0")
exec awk -F '\t' -v page="${1:-}" '
function quote(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
function put(sentence, name,    at) { at = index(sentence, "@"); return substr(sentence, 1, at - 1) name substr(sentence, at + 1) }
function next_of(kind) { return said[kind, turn[kind]++ % count[kind]] }
function example(text) { return "{\"title\": " quote(text) ", \"facts\": {\"place\": " quote(place) "}}" }
function add(list, text) { return list (list == "" ? "" : ",\n                  ") text }
function pattern_en(name) { gsub(/\x27/, "[\x27’]", name); sub(/; /, ",? (?:in )?", name); return tolower(name) }
function plain_en(name) { sub(/;/, ",", name); gsub(/,/, ", ", name); gsub(/,  /, ", ", name); return name }

FILENAME ~ /sentences/ { if ($0 !~ /^#/) said[$1, count[$1]++] = $2; next }
/^#/ { next }

{
	id = $1; parent = $2; weak = sub(/^\*/, "", $5); short = $5
	if (parent == "") {
		names[id] = $3; shorts[id] = short; place = $3; rule = id; tags = "\"region:" id "\""
	} else {
		place = names[parent] $3; rule = parent "." id
		tags = "\"region:" rule "\", \"region:" parent "\""
	}
	match_ = no = excepts = zh = ""
	split($6, english, /,/)
	titles = titles (titles == "" ? "" : ",\n") "    " quote("region:" rule) ": {\"en\": " quote(plain_en(english[1])) ", \"zh\": " quote($3) "}"
	if (weak) {
		suffix = $3
		sub(short, "", suffix)
		region = names[parent] ~ /省$/ ? "省?" : "(?:.{0,6}自治区)?"
		zh = quote(short suffix) ", " quote(shorts[parent] region short)
		match_ = add(add(match_, example(put(next_of("zh"), short suffix))), example(put(next_of("zh"), shorts[parent] short)))
	} else {
		zh = quote(short)
		match_ = add(match_, example(put(next_of("zh"), short)))
	}
	match_ = add(match_, example(put(next_of("zh"), place)))
	match_ = add(match_, example(put(next_of("zh-hant"), $4)))
	lines = lines "\n| `region:" rule "` | " $3 " | " plain_en($6) " |"
	n = split($7, also, / ; /)
	for (i = 1; i <= n; i++) {
		split(also[i], part, / ~ /)
		zh = zh ", " quote(part[1])
		match_ = add(match_, example(part[2]))
	}
	n = split($6, english, /,/)
	en = ""
	for (i = 1; i <= n; i++) {
		en = en (i > 1 ? "|" : "") pattern_en(english[i])
		match_ = add(match_, example(put(next_of("en"), plain_en(english[i]))))
	}
	first_en = pattern_en(english[1])
	en = "(?<![a-z])" (n > 1 ? "(?:" en ")" : en) "(?![a-z])"
	excepts = ""
	if (!weak) {
		excepts = quote(short "{{road}}(?![边头过远途况])(?!(?<=街)上)")
		no = add(no, quote(put(next_of("road-zh"), short)))
	}
	if (english[1] !~ /;| (League|Prefecture|City)$/) {
		excepts = excepts (excepts == "" ? "" : ", ") quote(first_en " {{road-en}}(?![a-z])")
	}
	road = english[1]
	sub(/;.*| (League|Prefecture|City)$/, "", road)
	no = add(no, quote(put(next_of("road-en"), road)))
	n = split($8, nots, / ; /)
	for (i = 1; i <= n; i++) {
		if (sub(/^= /, "", nots[i])) {
			no = add(no, quote(nots[i]))
			continue
		}
		split(nots[i], part, / ~ /)
		excepts = excepts (excepts == "" ? "" : ",\n                 ") quote(part[1])
		m = split(part[2], sentences, / \/ /)
		for (k = 1; k <= m; k++)
			no = add(no, quote(sentences[k]))
	}
	rules = rules (rules == "" ? "" : ",\n") "    {\n" \
	    "      \"id\": " quote(rule) ", \"title\": " quote($3 " · " plain_en(english[1])) ", \"status\": \"active\", \"tags\": [" tags "],\n" \
	    "      \"reason\": " quote("The text names " (parent == "" ? "the province-level unit" : "the prefecture-level unit") ".") ",\n" \
	    "      \"patterns\": {\"zh\": [" zh "], \"en\": " quote(en) "},\n" \
	    (excepts == "" ? "" : "      \"except\": [" excepts "],\n") \
	    "      \"captures\": {\"place\": {\"pattern\": [" zh ", " quote(en) "], \"type\": \"place\", \"value\": " quote(place) "}},\n" \
	    "      \"examples\": {\n" \
	    "        \"match\": [" match_ "],\n" \
	    "        \"no_match\": [" no "]\n" \
	    "      }\n" \
	    "    }"
}

END {
	if (page) {
		print "<!-- SPDX-License-Identifier: Apache-2.0 -->"
		print "<!-- Written by rules/china-places/make_pack.sh page -->"
		print "# Regions"
		print ""
		print "The tags of the shipped pack [`china-places`](rule-pack.md): the 34 province-level and 333 prefecture-level units of China as of 2024."
		print "A text that names a prefecture has the tag of its province, too. The full name is a fact `place` of the dream. Counties, districts"
		print "and what is below them are left out."
		print ""
		print "| tag | name | in English |"
		printf "| --- | --- | --- |"
		print lines
		exit
	}
	print "{"
	print "  \"format\": \"florin-pack/1\","
	print "  \"pack\": \"china-places\","
	print "  \"version\": \"1.0.0\","
	print "  \"title\": \"中国省级与地级行政区 · province-level and prefecture-level units of China\","
	print "  \"licence\": \"Apache-2.0\","
	print "  \"note\": \"Written by rules/china-places/make_pack.sh from the table beside it: change the table. Divisions as of 2024. Counties, and what is below them, are left out.\","
	print "  \"namespaces\": {\"region\": {\"title\": \"地区 · region: PROVINCE, PROVINCE.PREFECTURE\"}},"
	print "  \"tags\": {"
	print titles
	print "  },"
	print "  \"lists\": {"
	print "    \"road\": {\"words\": [\"路\", \"街\", \"大道\", \"大街\", \"东路\", \"西路\", \"南路\", \"北路\", \"中路\", \"大厦\", \"饭店\"], \"note\": \"with these behind it a name of a place is the name of something else\"},"
	print "    \"road-en\": [\"road\", \"street\", \"avenue\", \"rd\"]"
	print "  },"
	print "  \"rules\": ["
	print rules
	print "  ]"
	print "}"
}' "$here/sentences.tsv" "$here/places.tsv"
