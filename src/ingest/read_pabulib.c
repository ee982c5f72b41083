/* SPDX-License-Identifier: Apache-2.0
 *
 * read_pabulib.c - the Pabulib format (.pb): sections META, PROJECTS and VOTES, each a CSV table with ';'.
 *
 * Format: Faliszewski et al., "Participatory Budgeting: Data, Tools, and Analysis", IJCAI 2023, and
 * pabulib.org/format. A quote may stand at the ends of a field (doubled inside). Costs are in major units, with or
 * without decimals. What voters are (age, sex, …) is not read. Ballots are counted in pabulib_ballots.c.
 */
#include "ingest/pabulib.h"

#include "base/error.h"
#include "base/str.h"
#include "ingest/encoding.h"
#include "ingest/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define RAW_MAX      ((size_t)4 << 10)
#define MINOR_DIGITS 2
#define ID_MAX       200
#define TAGS_MAX     200

/* ---- shared ------------------------------------------------------------------------------------------------ */

fl_str fl_pb_meta_value(const fl_pabulib *pb, const char *key)
{
	for (size_t i = 0; i < pb->meta.len; i++)
		if (fl_str_eqz(pb->meta.items[i].key, key))
			return pb->meta.items[i].value;
	return FL_STR("");
}

fl_str fl_pb_cell(const fl_pabulib *pb, const fl_row *row, size_t column)
{
	size_t index = pb->column[column];

	return index < row->num_cells ? fl_str_trim(row->cells[index]) : FL_STR("");
}

static fl_str readable(fl_arena *arena, fl_str raw) /* at most RAW_MAX bytes, bad bytes as '?' */
{
	fl_str cut = fl_str_slice(raw, 0, raw.len < RAW_MAX ? raw.len : RAW_MAX), copy = fl_arena_str(arena, cut);
	size_t bad;

	while (copy.data && !fl_utf8_valid(copy, &bad))
		((char *)(uintptr_t)copy.data)[bad] = '?';
	return copy;
}

fl_status fl_pb_problem_add(fl_pabulib *pb, bool ballot, const fl_row *row, size_t column, const char *code,
			    fl_error *err, const char *fmt, ...)
{
	fl_pb_problem p = { .ballot = ballot, .line = row->line, .column = 1, .code = code };
	fl_error escaped = FL_ERROR_INIT;
	char text[400];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	fl_error_set(&escaped, FL_EPARSE, "%s", text);
	if (column < FL_PB_COLUMNS && pb->column[column] != SIZE_MAX)
		fl_row_place(FL_ROWS_CSV, ';', row, pb->column[column], &p.line, &p.column);
	p.reason = fl_arena_str(&pb->arena, fl_str_of(escaped.message));
	p.raw = readable(&pb->arena, row->raw);
	return p.reason.data && p.raw.data && fl_vec_push(&pb->problems, p) ? FL_OK : fl_enomem(err);
}

bool fl_pb_next_in_list(fl_str list, size_t *pos, fl_str *ret)
{
	size_t from = *pos, at = *pos;

	if (*pos >= list.len)
		return false;
	while (at < list.len && !(list.data[at] == ',' && (at + 1 == list.len || list.data[at + 1] != ' ')))
		at++;
	*ret = fl_str_trim(fl_str_slice(list, from, at));
	*pos = at + 1;
	return true;
}

/* ---- sections and headers ---------------------------------------------------------------------------------- */

static fl_pb_section section_of(const fl_row *row)
{
	static const struct {
		const char *name;
		fl_pb_section section;
	} sections[] = { { "META", FL_PB_META }, { "PROJECTS", FL_PB_PROJECTS }, { "VOTES", FL_PB_VOTES } };

	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (row->num_cells == 1 && fl_str_eqz(row->cells[0], sections[i].name))
			return sections[i].section;
	return FL_PB_NONE;
}

static fl_status need_column(const fl_pabulib *pb, size_t column, const char *name, const fl_row *row, fl_error *err)
{
	if (pb->column[column] != SIZE_MAX)
		return FL_OK;
	return fl_error_at(err, FL_EPARSE, pb->source, row->line, 1, "section without a column '%s'", name);
}

static fl_status take_header(fl_pabulib *pb, const fl_row *row, fl_error *err)
{
	static const char *const names[FL_PB_COLUMNS] = { "project_id",   "cost",        "votes",    "score",
							  "name",         "description", "category", "beneficiaries",
							  "neighborhood", "district",    "selected", "voter_id",
							  "vote",         "points" };

	pb->have_header = true;
	pb->num_columns = row->num_cells;
	for (size_t c = 0; c < FL_PB_COLUMNS; c++) {
		pb->column[c] = SIZE_MAX;
		for (size_t i = 0; i < row->num_cells; i++)
			if (fl_str_eqz(fl_str_trim(row->cells[i]), names[c]))
				pb->column[c] = i;
	}
	if (pb->section == FL_PB_PROJECTS) {
		FL_TRY(need_column(pb, FL_PB_ID, "project_id", row, err));
		return need_column(pb, FL_PB_COST, "cost", row, err);
	}
	if (pb->section == FL_PB_VOTES) {
		fl_str type = fl_pb_meta_value(pb, "vote_type");
		pb->seen_votes = true;
		FL_TRY(need_column(pb, FL_PB_VOTER, "voter_id", row, err));
		FL_TRY(need_column(pb, FL_PB_VOTE, "vote", row, err));
		pb->ranked = fl_str_eqz(type, "ordinal") && pb->column[FL_PB_POINTS] == SIZE_MAX;
	}
	return FL_OK;
}

static fl_status take_meta(fl_pabulib *pb, const fl_row *row, fl_error *err)
{
	fl_pb_meta meta = { .line = row->line };

	if (row->num_cells < 2)
		return fl_error_at(err, FL_EPARSE, pb->source, row->line, 1, "a META line must be 'key;value'");
	for (size_t i = 2; i < row->num_cells; i++)
		if (row->cells[i].len > 0)
			return fl_error_at(err, FL_EPARSE, pb->source, row->line, 1,
					   "a META value with ';' must stand in quotes");
	meta.key = fl_arena_str(&pb->arena, fl_str_trim(row->cells[0]));
	meta.value = fl_arena_str(&pb->arena, fl_str_trim(row->cells[1]));
	if (!meta.key.data || !meta.value.data)
		return fl_enomem(err);
	if (fl_pb_meta_value(pb, meta.key.data).len > 0)
		return fl_error_at(err, FL_EPARSE, pb->source, row->line, 1, "META has the key '%.*s' twice",
				   (int)(meta.key.len < 60 ? meta.key.len : 60), meta.key.data);
	return fl_vec_push(&pb->meta, meta) ? FL_OK : fl_enomem(err);
}

/* ---- projects ---------------------------------------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
	return fl_str_cmp(*(const fl_str *)a, *(const fl_str *)b);
}

static fl_status join(fl_pabulib *pb, const char *prefix, fl_str value, fl_str *ret, fl_error *err)
{
	fl_buf buf;

	fl_buf_init(&buf, (size_t)1 << 20);
	fl_buf_puts(&buf, prefix);
	fl_buf_str(&buf, value);
	fl_status status = fl_buf_status(&buf, err);
	if (status == FL_OK) {
		*ret = fl_arena_str(&pb->arena, fl_buf_view(&buf));
		status = ret->data ? FL_OK : fl_enomem(err);
	}
	fl_buf_release(&buf);
	return status;
}

static fl_status take_tags(fl_pabulib *pb, const fl_row *row, fl_pb_project *p, fl_error *err)
{
	static const struct {
		size_t column;
		const char *prefix;
	} kinds[] = { { FL_PB_CATEGORY, "category:" },
		      { FL_PB_BENEFICIARIES, "beneficiaries:" },
		      { FL_PB_NEIGHBORHOOD, "neighborhood:" },
		      { FL_PB_DISTRICT, "district:" } };
	fl_str *tags = fl_arena_array(&pb->arena, TAGS_MAX, sizeof *tags), item;
	size_t count = 0, categories = 0;

	if (!tags)
		return fl_enomem(err);
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		fl_str list = fl_pb_cell(pb, row, kinds[k].column);
		for (size_t pos = 0; fl_pb_next_in_list(list, &pos, &item);) {
			if (item.len == 0 || item.len > ID_MAX || count == TAGS_MAX)
				continue;
			FL_TRY(join(pb, kinds[k].prefix, item, &tags[count++], err));
			if (kinds[k].column == FL_PB_CATEGORY && ++categories == 1)
				p->category =
				    fl_str_slice(tags[count - 1], strlen(kinds[k].prefix), tags[count - 1].len);
		}
	}
	if (categories != 1)
		p->category = FL_STR("");
	qsort(tags, count, sizeof *tags, by_bytes);
	p->tags = tags;
	for (size_t i = 0; i < count; i++)
		if (i == 0 || !fl_str_eq(tags[i], tags[p->num_tags - 1]))
			tags[p->num_tags++] = tags[i];
	return FL_OK;
}

/* A published total: empty is none. False when it is no whole number. */
static bool take_total(fl_str text, int64_t *ret)
{
	const char *code;

	*ret = -1;
	return text.len == 0 || fl_count_parse(text, ret, &code);
}

static bool has_control(fl_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.data[i] < 0x20 || s.data[i] == 0x7F)
			return true;
	return false;
}

/* What makes a project unusable, remembered as a problem. */
static fl_status check_project(fl_pabulib *pb, const fl_row *row, fl_pb_project *p, bool *ret_good, fl_error *err)
{
	fl_str id = fl_pb_cell(pb, row, FL_PB_ID), selected = fl_pb_cell(pb, row, FL_PB_SELECTED);
	fl_error inner = FL_ERROR_INIT;
	const char *code = "";
	int64_t value;

	*ret_good = false;
	if (id.len == 0 || id.len > ID_MAX || has_control(id))
		return fl_pb_problem_add(pb, false, row, FL_PB_ID, id.len ? "id-too-long" : "id-empty", err,
					 "the id of a project must have 1 to %d plain characters", ID_MAX);
	if (fl_map_get(&pb->project_ids, id) != FL_MAP_NONE)
		return fl_pb_problem_add(pb, false, row, FL_PB_ID, "id-duplicate", err, "project '%.*s' stands twice",
					 FL_STR_ARG(id));
	if (fl_money_parse(fl_pb_cell(pb, row, FL_PB_COST), &pb->currency, &p->cost, &code, &inner) != FL_OK)
		return fl_pb_problem_add(pb, false, row, FL_PB_COST, code, err, "%s", inner.message);
	if (p->cost == 0)
		return fl_pb_problem_add(pb, false, row, FL_PB_COST, "amount-zero", err,
					 "a project that costs nothing");
	if (!take_total(fl_pb_cell(pb, row, FL_PB_VOTES_COLUMN), &p->votes))
		return fl_pb_problem_add(pb, false, row, FL_PB_VOTES_COLUMN, "count-syntax", err,
					 "'votes' is no whole number");
	if (!take_total(fl_pb_cell(pb, row, FL_PB_SCORE), &p->score))
		return fl_pb_problem_add(pb, false, row, FL_PB_SCORE, "count-syntax", err,
					 "'score' is no whole number");
	p->selected = -1;
	if (take_total(selected, &value) && value >= 0 && value <= 9)
		p->selected = (int)value;
	*ret_good = true;
	return FL_OK;
}

static fl_status take_project(fl_pabulib *pb, const fl_row *row, fl_error *err)
{
	fl_pb_project p = { .line = row->line };
	size_t index;
	bool good;

	FL_TRY(check_project(pb, row, &p, &good, err));
	if (!good)
		return FL_OK;
	p.id = fl_arena_str(&pb->arena, fl_pb_cell(pb, row, FL_PB_ID));
	p.name = fl_arena_str(&pb->arena, fl_pb_cell(pb, row, FL_PB_NAME));
	p.description = fl_arena_str(&pb->arena, fl_pb_cell(pb, row, FL_PB_DESCRIPTION));
	if (!p.id.data || !p.name.data || !p.description.data)
		return fl_enomem(err);
	if (p.name.len > FL_DREAM_TEXT_MAX || p.description.len > FL_DREAM_TEXT_MAX)
		return fl_pb_problem_add(pb, false, row, FL_PB_NAME, "field-too-long", err,
					 "more than %u bytes of text", FL_DREAM_TEXT_MAX);
	FL_TRY(take_tags(pb, row, &p, err));
	if (pb->projects.len == UINT32_MAX - 1)
		return fl_error_at(err, FL_ERANGE, pb->source, row->line, 1, "too many projects");
	if (!fl_map_put(&pb->project_ids, p.id, pb->projects.len, &index) || !fl_vec_push(&pb->projects, p))
		return fl_enomem(err);
	return FL_OK;
}

/* ---- rows -------------------------------------------------------------------------------------------------- */

/* The section has ended: is what the next one needs there? */
static fl_status end_section(fl_pabulib *pb, fl_error *err)
{
	fl_str code = fl_pb_meta_value(pb, "currency");

	if (pb->section != FL_PB_META)
		return FL_OK;
	if (code.len == 0)
		code = FL_STR("XXX"); /* ISO 4217: no currency */
	if (code.len != 3)
		return fl_error_at(err, FL_EINVAL, pb->source, 0, 0, "META: currency '%.*s' is no ISO 4217 code",
				   (int)(code.len < 40 ? code.len : 40), code.data);
	memcpy(pb->currency.code, code.data, 3);
	pb->currency.minor_digits = MINOR_DIGITS;
	return FL_OK;
}

static fl_status take_row(void *user, const fl_row *row, fl_error *err)
{
	fl_pabulib *pb = user;
	fl_pb_section section = section_of(row);
	size_t bad;

	if (section != FL_PB_NONE) {
		if (section <= pb->section || section != pb->section + 1)
			return fl_error_at(err, FL_EPARSE, pb->source, row->line, 1,
					   "section '%.*s' is out of order: META, PROJECTS, VOTES",
					   FL_STR_ARG(row->cells[0]));
		FL_TRY(end_section(pb, err));
		pb->section = section;
		pb->have_header = false;
		return FL_OK;
	}
	if (pb->section == FL_PB_NONE)
		return fl_error_at(err, FL_EPARSE, pb->source, row->line, 1,
				   "this is no Pabulib file: it does not begin with META");
	if (!pb->have_header)
		return take_header(pb, row, err);
	if (pb->section == FL_PB_META)
		return take_meta(pb, row, err);
	if (!fl_utf8_valid(row->raw, &bad))
		return fl_pb_problem_add(pb, pb->section == FL_PB_VOTES, row, FL_PB_COLUMNS, "text-encoding", err,
					 "a byte that belongs to no character");
	if (row->num_cells != pb->num_columns)
		return fl_pb_problem_add(pb, pb->section == FL_PB_VOTES, row, FL_PB_COLUMNS, "row-fields", err,
					 "the row has %zu fields, the header has %zu", row->num_cells,
					 pb->num_columns);
	return pb->section == FL_PB_PROJECTS ? take_project(pb, row, err) : fl_pb_ballot_row(pb, row, err);
}

static fl_status take_broken(void *user, int64_t line, int64_t column, fl_str raw, fl_error *err)
{
	fl_pabulib *pb = user;
	fl_row row = { .line = line, .raw = raw };

	if (pb->section < FL_PB_PROJECTS || !pb->have_header)
		return fl_error_at(err, FL_EPARSE, pb->source, line, column,
				   "a quote that is neither at the ends of a field nor doubled");
	FL_TRY(fl_pb_problem_add(pb, pb->section == FL_PB_VOTES, &row, FL_PB_COLUMNS, "csv-quote", err,
				 "a quote that is neither at the ends of a field nor doubled"));
	pb->problems.items[pb->problems.len - 1].column = column;
	return FL_OK;
}

static fl_status check_whole(fl_pabulib *pb, fl_error *err)
{
	fl_error inner = FL_ERROR_INIT;
	fl_money budget;

	if (pb->section < FL_PB_PROJECTS)
		return fl_error_at(err, FL_EPARSE, pb->source, 0, 0, "the file has no section PROJECTS");
	if (fl_pb_meta_value(pb, "budget").len == 0)
		return fl_error_at(err, FL_EPARSE, pb->source, 0, 0, "META has no 'budget'");
	for (size_t i = 0; i < pb->meta.len; i++)
		if (fl_str_eqz(pb->meta.items[i].key, "budget") &&
		    fl_money_parse(pb->meta.items[i].value, &pb->currency, &budget, NULL, &inner) != FL_OK)
			return fl_error_at(err, inner.status, pb->source, pb->meta.items[i].line, 1, "budget: %s",
					   inner.message);
	return FL_OK;
}

static fl_status read_rows(fl_pabulib *pb, fl_str bytes, fl_error *err)
{
	fl_rows_sink sink = { take_row, take_broken, pb };
	fl_decoder decoder;
	fl_rows *rows = NULL;
	fl_str text;
	fl_status status = fl_decoder_open(&decoder, FL_STR("utf-8"), pb->source, err);

	if (status == FL_OK)
		status = fl_decoder_feed(&decoder, bytes, true, &text, err);
	if (status == FL_OK)
		status = fl_rows_open(FL_ROWS_CSV, ';', pb->source, &sink, &rows, err);
	if (status == FL_OK)
		status = fl_rows_feed(rows, text, err);
	if (status == FL_OK)
		status = fl_rows_finish(rows, err);
	fl_rows_close(rows);
	fl_decoder_close(&decoder);
	return status;
}

fl_status fl_pabulib_parse(fl_str bytes, const char *source, fl_pabulib **ret, fl_error *err)
{
	fl_pabulib *pb = fl_alloc(sizeof *pb);
	fl_status status;

	if (!pb)
		return fl_enomem(err);
	pb->source = fl_arena_str(&pb->arena, fl_str_of(source)).data;
	status = pb->source ? read_rows(pb, bytes, err) : fl_enomem(err);
	if (status == FL_OK)
		status = check_whole(pb, err);
	if (status != FL_OK) {
		fl_pabulib_free(pb);
		return status;
	}
	*ret = pb;
	return FL_OK;
}

void fl_pabulib_free(fl_pabulib *pb)
{
	if (!pb)
		return;
	fl_vec_release(&pb->meta);
	fl_vec_release(&pb->projects);
	fl_vec_release(&pb->voters);
	fl_vec_release(&pb->marks);
	fl_vec_release(&pb->problems);
	fl_map_release(&pb->project_ids);
	fl_arena arena = pb->arena;
	fl_arena_release(&arena);
	fl_free(pb);
}
