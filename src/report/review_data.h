/* SPDX-License-Identifier: Apache-2.0
 *
 * review_data.h - what the writers of the review page's data share, inside report/.
 */
#ifndef FL_REPORT_REVIEW_DATA_H
#define FL_REPORT_REVIEW_DATA_H

#include "base/alloc.h"
#include "report/page_data.h"
#include "report/review_page.h"

#define FL_REVIEW_NO_RULE ((int64_t)-1)

typedef struct fl_review_writer {
	const fl_sheet *sheet;
	fl_lang lang;
	fl_json_writer w;
	fl_page_texts strings;
	fl_map rules; /* "pack NUL rule" -> number */
	fl_arena arena;
	fl_buf scratch;
	size_t cut; /* bytes of a body that nobody is asked about */
} fl_review_writer;

/* ---- review_data.c -------------------------------------------------------------------------------------------------- */

/* The number of a text that repeats, -1 for "". */
void fl_review_put_string(fl_review_writer *d, fl_str s);
/* Of an active rule, FL_REVIEW_NO_RULE when there is none. */
int64_t fl_review_rule(fl_review_writer *d, fl_str pack, fl_str rule);
/* What a decision was made on. */
void fl_review_put_seen(fl_review_writer *d, const fl_digest *seen);

/* ---- review_data_dreams.c, review_data_items.c, review_data_why.c ---------------------------------------------------- */

extern const char *const fl_review_columns[]; /* of a dream; ended by NULL */
void fl_review_put_dreams(fl_review_writer *d);
void fl_review_put_items(fl_review_writer *d);
void fl_review_put_pairs(fl_review_writer *d);
/* "scores" and "why" of an item about one dream. */
void fl_review_put_why(fl_review_writer *d, const fl_sheet_item *item);

#endif
