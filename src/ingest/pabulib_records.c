/* SPDX-License-Identifier: Apache-2.0
 *
 * pabulib_records.c - a parsed Pabulib file as dreams and flowers, and what it publishes about its result.
 *
 * Ballots were counted again while reading; where a published total differs, that is a finding, and nothing is
 * repaired.
 */
#include "ingest/pabulib.h"

#include "base/error.h"
#include "base/str.h"
#include "ingest/record.h"

#include <inttypes.h>
#include <stdio.h>

static fl_status hand_over_problems(const fl_pabulib *pb, bool ballots, const fl_ingest_sink *sink,
				    fl_ingest_counts *counts, fl_error *err)
{
	for (size_t i = 0; i < pb->problems.len; i++) {
		const fl_pb_problem *p = &pb->problems.items[i];
		fl_rejected row = { fl_str_of(pb->source), p->line, p->column, p->code, p->reason, p->raw };
		if (p->ballot != ballots)
			continue;
		counts->read++;
		counts->rejected++;
		if (sink->rejected)
			FL_TRY(sink->rejected(sink->user, &row, err));
	}
	return FL_OK;
}

static void compare(const fl_pabulib *pb, const fl_pb_project *p, const char *what, int64_t published,
		    int64_t counted, const fl_listener *findings)
{
	if (published >= 0 && published != counted)
		fl_report(findings, FL_WARNING, "ballots-differ", pb->source, p->line, 1, p->id.data,
			  "the file says %" PRId64 " %s, its ballots give %" PRId64, published, what, counted);
}

static void compare_totals(const fl_pabulib *pb, const fl_listener *findings)
{
	bool weighted = pb->ranked || pb->column[FL_PB_POINTS] != SIZE_MAX;

	for (size_t i = 0; i < pb->projects.len; i++) {
		const fl_pb_project *p = &pb->projects.items[i];
		compare(pb, p, FL_MESSAGE("votes"), p->votes, p->counted_votes, findings);
		compare(pb, p, FL_MESSAGE("points"), p->score, weighted ? p->counted_score : p->counted_votes, findings);
	}
}

/* META states how many projects and ballots there are. */
static void compare_number(const fl_pabulib *pb, const char *key, size_t counted, const fl_listener *findings)
{
	fl_str text = fl_pb_meta_value(pb, key);
	const char *code;
	int64_t stated;

	if (text.len > 0 && (!fl_count_parse(text, &stated, &code) || (uint64_t)stated != counted))
		fl_report(findings, FL_WARNING, "meta-differs", pb->source, 0, 0, key,
			  "META says %s '%.*s', there are %zu", key, (int)(text.len < 40 ? text.len : 40), text.data,
			  counted);
}

static fl_status hand_over_projects(const fl_pabulib *pb, const fl_ingest_sink *sink, fl_ingest_counts *counts,
				    fl_error *err)
{
	for (size_t i = 0; i < pb->projects.len; i++) {
		const fl_pb_project *p = &pb->projects.items[i];
		fl_dream d = { .id = p->id,
			       .title = p->name.len ? p->name : p->id,
			       .body = p->description,
			       .organisation = FL_STR(""),
			       .author = FL_STR(""),
			       .region = FL_STR(""),
			       .category = p->category,
			       .tags = p->tags,
			       .num_tags = p->num_tags,
			       .request = p->cost,
			       .submitted = FL_TIME_NONE,
			       .stated_flowers = p->score >= 0 ? p->score : p->votes,
			       .stated_givers = p->votes,
			       .threshold = -1,
			       .source = fl_str_of(pb->source),
			       .line = p->line };
		counts->read++;
		counts->accepted++;
		FL_TRY(sink->dream(sink->user, &d, err));
	}
	return FL_OK;
}

static fl_status hand_over_marks(const fl_pabulib *pb, const fl_ingest_sink *sink, fl_ingest_counts *counts,
				 fl_error *err)
{
	for (size_t i = 0; i < pb->marks.len; i++) {
		const fl_pb_mark *m = &pb->marks.items[i];
		fl_flower f = { .dream = pb->projects.items[m->project].id,
				.giver = pb->voters.items[m->voter],
				.kind = FL_STR("vote"),
				.event = FL_STR(""),
				.count = m->points,
				.given = FL_TIME_NONE,
				.line = m->line };
		counts->read++;
		counts->accepted++;
		if (m->points > 0) /* a name with no points is a vote, but no flower */
			FL_TRY(sink->flower(sink->user, &f, err));
	}
	return FL_OK;
}

fl_status fl_pabulib_ingest(const fl_pabulib *pb, const fl_ingest_sink *sink, fl_ingest_counts *ret_dreams,
			    fl_ingest_counts *ret_flowers, fl_error *err)
{
	*ret_dreams = *ret_flowers = (fl_ingest_counts){ .read = 0 };
	snprintf(ret_dreams->encoding, sizeof ret_dreams->encoding, "utf-8");
	snprintf(ret_flowers->encoding, sizeof ret_flowers->encoding, "utf-8");
	FL_TRY(hand_over_projects(pb, sink, ret_dreams, err));
	FL_TRY(hand_over_problems(pb, false, sink, ret_dreams, err));
	compare_number(pb, "num_projects", pb->projects.len, &sink->findings);
	if (!pb->seen_votes) {
		fl_report(&sink->findings, FL_WARNING, "ballots-none", pb->source, 0, 0, "",
			  "the file has no ballots: its published totals stand unchecked");
		return FL_OK;
	}
	FL_TRY(hand_over_marks(pb, sink, ret_flowers, err));
	FL_TRY(hand_over_problems(pb, true, sink, ret_flowers, err));
	compare_number(pb, "num_votes", pb->voters.len, &sink->findings);
	compare_totals(pb, &sink->findings);
	return FL_OK;
}

/* ---- what is published ------------------------------------------------------------------------------------- */

fl_str fl_pabulib_meta(const fl_pabulib *pb, const char *key)
{
	return fl_pb_meta_value(pb, key);
}

fl_str fl_pabulib_rule(const fl_pabulib *pb)
{
	return fl_pb_meta_value(pb, "rule");
}

size_t fl_pabulib_num_projects(const fl_pabulib *pb)
{
	return pb->projects.len;
}

int fl_pabulib_selected(const fl_pabulib *pb, size_t i, fl_str *ret_id)
{
	*ret_id = pb->projects.items[i].id;
	return pb->projects.items[i].selected;
}

void fl_pabulib_totals(const fl_pabulib *pb, size_t i, int64_t *ret_votes, int64_t *ret_score)
{
	*ret_votes = pb->projects.items[i].counted_votes;
	*ret_score = pb->projects.items[i].counted_score;
}
