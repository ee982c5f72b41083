/* SPDX-License-Identifier: Apache-2.0
 *
 * pabulib_ballots.c - the VOTES section: ballots counted again.
 *
 * A name on a ballot gives its project: the points beside it, where ballots carry points; k, k-1, ..., 1 on a ranked
 * ballot of k names (vote_type ordinal) without points; else one. Votes are the number of ballots' names, score the
 * sum of what they give. A project named twice on one ballot counts twice, as the published totals do.
 */
#include "ingest/pabulib.h"

#include "base/error.h"
#include "base/str.h"
#include "ingest/record.h"

/* Elements of a ballot are parted by every comma: ids have none. */
static bool next_name(fl_str list, size_t *pos, fl_str *ret)
{
	const char *comma;
	size_t end;

	if (*pos >= list.len)
		return false;
	comma = memchr(list.data + *pos, ',', list.len - *pos);
	end = comma ? (size_t)(comma - list.data) : list.len;
	*ret = fl_str_trim(fl_str_slice(list, *pos, end));
	*pos = end + 1;
	return true;
}

static size_t count_names(fl_str list)
{
	size_t count = 0;
	fl_str name;

	for (size_t pos = 0; next_name(list, &pos, &name);)
		count++;
	return count;
}

static fl_status add_mark(fl_pabulib *pb, const fl_row *row, fl_str name, int64_t points, fl_error *err)
{
	size_t index = fl_map_get(&pb->project_ids, name);
	fl_pb_project *project;

	if (index == FL_MAP_NONE)
		return fl_pb_problem_add(pb, true, row, FL_PB_VOTE, "ballot-project", err,
					 "the ballot names '%.*s', which is no project",
					 (int)(name.len < 200 ? name.len : 200), name.data);
	project = &pb->projects.items[index];
	if (!fl_money_add(project->counted_score, points, &project->counted_score))
		return fl_error_at(err, FL_ERANGE, pb->source, row->line, 1, "the points of '%.*s' cannot be counted",
				   FL_STR_ARG(project->id));
	project->counted_votes++;
	fl_pb_mark mark = { (uint32_t)(pb->voters.len - 1), (uint32_t)index, points, row->line };
	return fl_vec_push(&pb->marks, mark) ? FL_OK : fl_enomem(err);
}

static fl_status add_marks(fl_pabulib *pb, const fl_row *row, fl_str vote, fl_str points, fl_error *err)
{
	int64_t rank = pb->ranked ? (int64_t)count_names(vote) : 1, value;
	bool weighted = pb->column[FL_PB_POINTS] != SIZE_MAX;
	fl_str name, text;
	const char *code;

	for (size_t pos = 0, point = 0; next_name(vote, &pos, &name);) {
		value = pb->ranked ? rank-- : 1;
		if (weighted && (!next_name(points, &point, &text) || !fl_count_parse(text, &value, &code))) {
			FL_TRY(fl_pb_problem_add(pb, true, row, FL_PB_POINTS, "ballot-points", err,
						 "'%.*s' has no whole number of points beside it",
						 (int)(name.len < 200 ? name.len : 200), name.data));
			continue;
		}
		FL_TRY(add_mark(pb, row, name, value, err));
	}
	return FL_OK;
}

fl_status fl_pb_ballot_row(fl_pabulib *pb, const fl_row *row, fl_error *err)
{
	fl_str voter = fl_arena_str(&pb->arena, fl_pb_cell(pb, row, FL_PB_VOTER));
	fl_str vote = fl_pb_cell(pb, row, FL_PB_VOTE), points = fl_pb_cell(pb, row, FL_PB_POINTS);

	if (voter.data && voter.len > 1000)
		return fl_pb_problem_add(pb, true, row, FL_PB_VOTER, "field-too-long", err,
					 "a voter of more than 1000 bytes");
	if (pb->voters.len == UINT32_MAX - 1)
		return fl_error_at(err, FL_ERANGE, pb->source, row->line, 1, "too many ballots");
	if (!voter.data || !fl_vec_push(&pb->voters, voter))
		return fl_enomem(err);
	if (pb->column[FL_PB_POINTS] != SIZE_MAX && count_names(points) > count_names(vote))
		return fl_pb_problem_add(pb, true, row, FL_PB_POINTS, "ballot-points", err,
					 "more points than names on the ballot");
	return add_marks(pb, row, vote, points, err);
}
