/* SPDX-License-Identifier: Apache-2.0
 *
 * match_page.h - which partner carries out which dream, for people and programs: a page for a terminal, JSON (florin-matching/1), a table.
 */
#ifndef FL_REPORT_MATCH_PAGE_H
#define FL_REPORT_MATCH_PAGE_H

#include "domain/matching.h"
#include "domain/pairing.h"
#include "domain/round.h"
#include "report/match_loads.h"
#include "report/words.h"

typedef struct fl_match_page {
	const fl_round_spec *spec;
	const fl_matching *m;
	const fl_partner *partners;   /* in the order of m->partners */
	const fl_str *titles;         /* per dream of m */
	const fl_pairing *pairings;   /* dream by dream in the order of m, and by place */
	const size_t *first;          /* num_dreams + 1: of dream i [first[i], first[i + 1]) */
	const fl_match_load *loads;   /* per partner */
	bool proposals;               /* the partners are projects of a table, and nothing is kept */
} fl_match_page;

void fl_report_match_text(const fl_match_page *page, fl_lang lang, fl_buf *out);
/* For programs, in one language. */
void fl_report_match_json(const fl_match_page *page, fl_buf *out);
void fl_report_match_dream_json(const fl_match_page *page, size_t i, fl_buf *out); /* one dream of it */
void fl_report_match_csv(const fl_match_page *page, fl_buf *out);

/* Why dream i of the page has this partner and no other, in one sentence without an end. */
void fl_report_match_reason(const fl_match_page *page, size_t i, fl_lang lang, fl_buf *out);
/* Of explain: "Lab A (lab-a), fit 420; tags education; works there; texts 34% alike: 图书角", and the reason on a line of its own. */
void fl_report_match_lines(const fl_match_page *page, size_t i, fl_lang lang, fl_buf *out);

#endif
