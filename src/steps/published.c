/* SPDX-License-Identifier: Apache-2.0
 *
 * published.c - did the city fund the same projects?
 *
 * The rules of Pabulib that Florin replays are greedy, greedy-threshold (skip what does not fit) and greedy-no-skip
 * (stop there), and equal shares with add1, also with its comparison; others are named, not imitated. 'selected' = 1 is a
 * winner.
 */
#include "steps/published.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define NAMES_MAX 100 /* ids in one message; more are counted */

static const fl_file_record *published_file(const fl_facts *facts)
{
	for (size_t i = 0; i < facts->num_files; i++)
		if (facts->files[i].published)
			return &facts->files[i];
	return NULL;
}

static bool is_replayed(fl_policy_kind kind, fl_str rule)
{
	if (kind == FL_POLICY_EQUAL_SHARES)
		return fl_str_eqz(rule, "equalshares/add1") || fl_str_eqz(rule, "equalshares/add1-comparison");
	return fl_str_eqz(rule, "greedy") || fl_str_eqz(rule, "greedy-threshold") ||
	       fl_str_eqz(rule, "greedy-no-skip");
}

static bool names_winners(const fl_facts *facts)
{
	for (size_t i = 0; i < facts->num_dreams; i++)
		if (facts->published[i] != FL_PUBLISHED_UNKNOWN)
			return true;
	return false;
}

/* One finding with all dreams that 'ours' funds and the other side does not. Returns how many there are. */
static size_t report_only(const fl_facts *facts, const fl_allocation *allocation, bool ours, const char *source,
			  const fl_listener *findings, fl_buf *names)
{
	size_t count = 0;
	fl_buf_clear(names);
	for (size_t i = 0; i < facts->num_dreams; i++) {
		bool we = allocation->awards[i].amount > 0, city = facts->published[i] == 1;
		if (we == city || we != ours)
			continue;
		if (count++ < NAMES_MAX)
			fl_buf_printf(names, " %.*s", FL_STR_ARG(facts->dreams[i].id));
	}
	if (count > NAMES_MAX)
		fl_buf_printf(names, " and %zu more", count - NAMES_MAX);
	if (count && names->status == FL_OK)
		fl_report(findings, FL_WARNING, "published-differs", source, 0, 0, "", "only %s funds%s",
			  ours ? FL_MESSAGE("Florin") : FL_MESSAGE("the city"), names->data);
	return count;
}

fl_status fl_published_compare(const fl_round_spec *spec, const fl_facts *facts, const fl_allocation *allocation,
			       const fl_listener *findings, fl_published *ret_published, fl_error *err)
{
	const fl_file_record *file = published_file(facts);
	fl_buf names;
	*ret_published = FL_PUBLISHED_NONE;
	if (!file || !fl_policy_baseline(spec->policy.kind))
		return FL_OK;
	*ret_published = FL_PUBLISHED_NOT_REPLAYED;
	if (!is_replayed(spec->policy.kind, file->rule)) {
		if (spec->policy.kind == FL_POLICY_GREEDY)
			fl_report(findings, FL_WARNING, "published-not-replayed", file->path.data, 0, 0, "",
				  "the city's rule '%.*s' is not one that Florin replays", FL_STR_ARG(file->rule));
		else
			fl_report(findings, FL_WARNING, "published-not-replayed", file->path.data, 0, 0, "",
				  "the city's rule '%.*s' is not one that Florin replays with policy '%s'", FL_STR_ARG(file->rule),
				  fl_policy_name(spec->policy.kind));
		return FL_OK;
	}
	if (!names_winners(facts)) {
		fl_report(findings, FL_WARNING, "published-not-replayed", file->path.data, 0, 0, "",
			  "the file names no winners (rule '%.*s')", FL_STR_ARG(file->rule));
		return FL_OK;
	}
	fl_buf_init(&names, 1 << 20);
	size_t differ = report_only(facts, allocation, true, file->path.data, findings, &names);
	differ += report_only(facts, allocation, false, file->path.data, findings, &names);
	fl_status status = fl_buf_status(&names, err);
	fl_buf_release(&names);
	*ret_published = differ ? FL_PUBLISHED_DIFFERS : FL_PUBLISHED_SAME;
	return status;
}
