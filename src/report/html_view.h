/* SPDX-License-Identifier: Apache-2.0
 *
 * html_view.h - what of a round the page of its result carries, inside report/: all of it, unless it is too large.
 *
 * A dream stands in the list with a line, and with its text, evidence and derivation where there is room. The dreams with
 * most money come first, then those with most flowers; the page says what it has left out and where that stands.
 *
 *   bodies      cut where all together exceed FL_VIEW_TEXT bytes: the page says how much is missing of each
 *   in full     as many as FL_VIEW_FULL bytes of JSON hold
 *   listed      at most FL_VIEW_LISTED
 *   pairs       same and under review first, as many as FL_VIEW_PAIRS bytes hold
 */
#ifndef FL_REPORT_HTML_VIEW_H
#define FL_REPORT_HTML_VIEW_H

#include "domain/result.h"

#define FL_VIEW_TEXT   ((size_t)7 << 20)
#define FL_VIEW_FULL   ((size_t)10 << 20)
#define FL_VIEW_PAIRS  ((size_t)1 << 20)
#define FL_VIEW_LISTED ((size_t)50000)
#define FL_VIEW_NONE   UINT32_MAX

typedef struct fl_html_view {
	size_t cut;         /* bytes of a body that are shown */
	uint32_t *listed;   /* indexes of dreams, in the order of the result */
	size_t num_listed;
	uint32_t *position; /* of each dream of the result among the listed, FL_VIEW_NONE */
	bool *full;         /* of each dream of the result */
	size_t num_full;
	bool *pairs;        /* of each pair of the result: is it shown? */
	size_t pairs_cut;   /* pairs of listed dreams that are not */
} fl_html_view;

fl_status fl_html_view_make(const fl_result *result, fl_arena *arena, fl_html_view *ret, fl_error *err);
/* The first 'cut' bytes without breaking a character. */
fl_str fl_html_view_shorten(fl_str text, size_t cut);

#endif
