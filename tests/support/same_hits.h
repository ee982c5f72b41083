/* SPDX-License-Identifier: Apache-2.0
 *
 * same_hits.h - the first rule of a pack over some fields, as every pattern run by PCRE2 on every field has it, and as the
 * prefilter has it: for tests that compare the two.
 */
#ifndef FL_TESTS_SAME_HITS_H
#define FL_TESTS_SAME_HITS_H

#include "base/buf.h"
#include "classify/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void describe_scan(const fl_scan *scan, fl_truth truth, fl_buf *out)
{
	const fl_rule *rule = &scan->pack->rules[0];
	uint32_t count = rule->num_hits + rule->num_excepts + rule->num_captures;

	fl_buf_printf(out, "%d:", truth);
	for (size_t field = 0; field < scan->num_fields; field++) {
		for (uint32_t p = 0; p < count; p++) {
			const fl_slot *slot = fl_scan_slot(scan, field, p);
			bool skipped = !slot->done;
			/* what was not run is nothing; an exception is only run where something hit */
			for (const fl_hit *h = skipped ? NULL : fl_scan_first(scan, slot); h;
			     h = fl_scan_next(scan, h))
				fl_buf_printf(out, " %u.%u:%u-%u/%u-%u%s", (unsigned)field, p, h->span.start,
					      h->span.end, h->span.group_start, h->span.group_end,
					      h->struck ? "x" : "");
			fl_buf_puts(out, slot->limit ? " limit" : "");
		}
	}
	if (truth == FL_YES)
		fl_buf_printf(out, " points %d", (int)scan->points);
}

/* said[0] is without the prefilter, said[1] with it; release both. True when some pattern gave up: then a prefilter that
 * spares the search may say more. */
static inline bool same_hits(const fl_pack *pack, const fl_matcher *matcher, const fl_scan_field *fields, size_t num_fields,
			     fl_buf said[2])
{
	bool limit = false;

	for (int prefilter = 0; prefilter < 2; prefilter++) {
		fl_scan scan;
		fl_truth truth = FL_NO;
		fl_error err = FL_ERROR_INIT;
		fl_buf_init(&said[prefilter], 1 << 24);
		fl_scan_init(&scan, pack, matcher, prefilter);
		if (fl_scan_texts(&scan, fields, num_fields, &err) != FL_OK ||
		    fl_scan_rule(&scan, &pack->rules[0], &truth, &err) != FL_OK) {
			fprintf(stderr, "%s\n", err.message);
			abort();
		}
		describe_scan(&scan, truth, &said[prefilter]);
		fl_scan_release(&scan);
		limit = limit || strstr(said[prefilter].data, "limit");
	}
	return limit;
}

#endif
