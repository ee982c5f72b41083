/* SPDX-License-Identifier: Apache-2.0
 *
 * rules_suggest.c - a draft pack out of a table with labels, and how it did on the rows held back.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "base/vec.h"
#include "classify/trial.h"
#include "steps/give.h"
#include "steps/step.h"
#include "steps/suggest_marks.h"
#include "steps/table_tagging.h"

#define ROWS_LEAST 10 /* with a label, else it is left out */
#define NONE       UINT32_MAX

typedef struct label {
	fl_str tag; /* without namespace */
	size_t rows;
	uint32_t number; /* among those that are kept */
} label;

typedef struct suggesting {
	const fl_table *table;
	const fl_suggest_request *request;
	const fl_options *options;
	bool json;
	fl_arena arena;
	FL_VEC(label) labels;
	fl_map by_tag;
	uint32_t *label_of; /* of each row: index of 'labels', NONE */
	fl_str space, shared; /* the namespace of the tags, and that which all labels had, else "" */
	fl_suggest_marks marks;
	fl_text *ret;
} suggesting;

/* ---- labels ------------------------------------------------------------------------------------------------ */

/* What a tag may be called: other characters become '-'. */
static bool clean(suggesting *s, fl_str name, fl_str *ret)
{
	size_t len = name.len < FL_SUGGEST_TAG_MAX ? name.len : FL_SUGGEST_TAG_MAX;
	char *copy = fl_arena_alloc(&s->arena, FL_SUGGEST_TAG_MAX + 1);

	if (!copy)
		return false;
	while (len > 0 && len < name.len && ((unsigned char)name.data[len] & 0xC0) == 0x80)
		len--;
	for (size_t i = 0; i < len; i++) {
		char c = name.data[i];
		bool fine = (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
		copy[i] = fine ? c : '-';
	}
	*ret = (fl_str){ copy, len };
	return true;
}

static fl_str namespace_of(fl_str name)
{
	const char *colon = name.len ? memchr(name.data, ':', name.len) : NULL;

	return colon ? fl_str_slice(name, 0, (size_t)(colon - name.data)) : FL_STR("");
}

/* The namespace that all labels have, as tags do; "" when they do not. */
static fl_str shared_namespace(const fl_table_rows *rows)
{
	fl_str space = FL_STR("");

	for (size_t i = 0; i < rows->rows.len; i++) {
		fl_str name = rows->rows.items[i].label, its = namespace_of(name);
		if (name.len == 0)
			continue;
		if (its.len == 0 || its.len + 1 == name.len || (space.len && !fl_str_eq(space, its)))
			return FL_STR("");
		space = its;
	}
	return space;
}

static fl_status read_labels(suggesting *s, const fl_table_rows *rows, fl_error *err)
{
	fl_str shared = shared_namespace(rows);

	s->label_of = fl_arena_array(&s->arena, rows->rows.len + 1, sizeof *s->label_of);
	s->shared = shared;
	if (!s->label_of || !clean(s, shared.len ? shared : fl_str_of(s->table->label ? s->table->label : "label"), &s->space))
		return fl_enomem(err);
	for (size_t i = 0; i < rows->rows.len; i++) {
		fl_str name = rows->rows.items[i].label;
		label l = { .number = NONE };
		size_t index;
		s->label_of[i] = NONE;
		if (name.len == 0)
			continue;
		if (!clean(s, fl_str_slice(name, shared.len ? shared.len + 1 : 0, name.len), &l.tag) ||
		    !fl_map_put(&s->by_tag, l.tag, s->labels.len, &index) ||
		    (index == s->labels.len && !fl_vec_push(&s->labels, l)))
			return fl_enomem(err);
		s->labels.items[index].rows++;
		s->label_of[i] = (uint32_t)index;
	}
	return FL_OK;
}

/* Number the labels that enough rows have; their tags. */
static fl_status keep_labels(suggesting *s, fl_trial_input *ret, fl_error *err)
{
	fl_str *tags = fl_arena_array(&s->arena, s->labels.len + 1, sizeof *tags);

	if (!tags)
		return fl_enomem(err);
	for (size_t i = 0; i < s->labels.len; i++) {
		label *l = &s->labels.items[i];
		if (l->rows < ROWS_LEAST) {
			fl_report(s->options ? &s->options->findings : NULL, FL_WARNING, "label-rare", s->table->path,
				  0, 0, l->tag.data, "'%.*s' is left out: it has %lld %s, %d are needed",
				  FL_STR_ARG(l->tag), FL_MANY(l->rows, "row", "rows"), ROWS_LEAST);
			continue;
		}
		tags[ret->num_labels] = l->tag;
		l->number = (uint32_t)ret->num_labels++;
	}
	if (ret->num_labels < 2)
		return fl_error_at(err, FL_EINVAL, s->table->path, 0, 0,
				   "two labels that %d rows each have are needed, %s%s%s %zu", ROWS_LEAST,
				   s->table->label ? "column '" : "the marks", s->table->label ? s->table->label : "",
				   s->table->label ? "' has" : " give", ret->num_labels);
	ret->names = (fl_suggest_names){ FL_STR("draft"), s->space, tags };
	return FL_OK;
}

/* ---- rows held back ---------------------------------------------------------------------------------------- */

typedef FL_VEC(fl_str) id_list;

/* The ids of a file, one a line, each once. Their texts live in the arena. */
static fl_status read_ids(suggesting *s, id_list *list, fl_map *ids, fl_error *err)
{
	fl_str bom = FL_STR("\xEF\xBB\xBF"), text;
	fl_buf bytes;
	fl_status status;

	fl_buf_init(&bytes, FL_BUF_MAX_DEFAULT);
	status = fl_file_read(s->request->held_back, &bytes, err);
	text = fl_arena_str(&s->arena, fl_buf_view(&bytes));
	fl_buf_release(&bytes);
	FL_TRY(status);
	if (!text.data)
		return fl_enomem(err);
	for (size_t from = fl_str_starts(text, bom) ? bom.len : 0, i = from; i <= text.len; i++) {
		if (i < text.len && text.data[i] != '\n')
			continue;
		fl_str id = fl_str_trim(fl_str_slice(text, from, i));
		size_t first = list->len;
		from = i + 1;
		if (id.len && (!fl_map_put(ids, id, list->len, &first) || (first == list->len && !fl_vec_push(list, id))))
			return fl_enomem(err);
	}
	return FL_OK;
}

static fl_status report_unknown(suggesting *s, const id_list *list, const fl_table_rows *rows, fl_error *err)
{
	fl_map known = { 0 };
	size_t first;
	bool ok = true;

	for (size_t i = 0; i < rows->rows.len && ok; i++)
		ok = fl_map_put(&known, rows->rows.items[i].id, i, &first);
	for (size_t i = 0; i < list->len && ok; i++) {
		fl_str id = fl_arena_str(&s->arena, list->items[i]);
		ok = id.data != NULL;
		if (ok && fl_map_get(&known, id) == FL_MAP_NONE)
			fl_report(s->options ? &s->options->findings : NULL, FL_WARNING, "held-back-unknown",
				  s->request->held_back, 0, 0, id.data, "no row of '%s' has the id '%.*s'", s->table->path,
				  FL_STR_ARG(id));
	}
	fl_map_release(&known);
	return ok ? FL_OK : fl_enomem(err);
}

/* Which of the rows with labels the request holds back. */
static fl_status hold_back(suggesting *s, const fl_table_rows *rows, fl_trial_input *ret, fl_error *err)
{
	bool *held = fl_arena_array(&s->arena, ret->count + 1, sizeof *held);
	fl_map ids = { 0 };
	id_list list = { 0 };
	size_t count = 0, all = 0;
	fl_status status;

	status = held ? read_ids(s, &list, &ids, err) : fl_enomem(err);
	for (size_t i = 0; i < ret->count && status == FL_OK; i++) {
		bool labelled = ret->rows[i].label < ret->num_labels;
		held[i] = fl_map_get(&ids, ret->rows[i].id) != FL_MAP_NONE;
		count += held[i] && labelled;
		all += labelled;
	}
	if (status == FL_OK)
		status = report_unknown(s, &list, rows, err);
	if (status == FL_OK && (count == 0 || count == all))
		status = fl_error_at(err, FL_EINVAL, s->request->held_back, 0, 0, "it names %s of the %zu rows with labels",
				     count ? "all" : "none", all);
	ret->held_back = held;
	fl_map_release(&ids);
	fl_vec_release(&list);
	return status;
}

static void report_left_out(const suggesting *s, const fl_trial *trial)
{
	if (trial->left_out)
		fl_report(s->options ? &s->options->findings : NULL, FL_WARNING, "held-back-twin", s->request->held_back, 0,
			  0, NULL, "left out, with the text of a row that is held back: %zu", trial->left_out);
}

/* ---- the trial --------------------------------------------------------------------------------------------- */

static fl_status give(const suggesting *s, const fl_trial *trial, fl_error *err)
{
	fl_buf buf;
	fl_status status;

	fl_buf_init(&buf, FL_BUF_MAX_DEFAULT);
	status = s->json ? fl_trial_write_json(trial, &buf, err) : fl_trial_write_words(trial, &buf, err);
	if (status == FL_OK && s->table->marks && s->json)
		fl_suggest_marks_put(&s->marks, &buf);
	else if (status == FL_OK && s->table->marks)
		fl_suggest_marks_say(&s->marks, &buf);
	if (status == FL_OK)
		status = fl_buf_status(&buf, err);
	if (status == FL_OK && s->request->out)
		status = fl_file_replace(s->request->out, fl_buf_view(&trial->pack), err);
	if (status == FL_OK)
		status = fl_give_text(&buf, s->ret, err);
	fl_buf_release(&buf);
	return status;
}

static fl_status try_rows(suggesting *s, fl_trial_input *input, fl_error *err)
{
	fl_trial trial;
	fl_status status = fl_trial_run(input, &trial, err);

	if (status == FL_OK)
		report_left_out(s, &trial);
	if (status == FL_OK)
		status = give(s, &trial, err);
	fl_trial_release(&trial);
	return status;
}

/* Rows that are known not to have a label follow those that have one. */
static fl_status add_wrong(suggesting *s, const fl_table_rows *rows, const fl_tag_input *inputs, fl_trial_row *kept,
			   fl_trial_input *ret, fl_error *err)
{
	for (size_t i = 0; i < s->marks.wrong.len; i++) {
		const fl_not_label *not = &s->marks.wrong.items[i];
		fl_str tag;
		if (s->shared.len && !fl_str_eq(namespace_of(not->label), s->shared))
			continue;
		if (!clean(s, fl_str_slice(not->label, s->shared.len ? s->shared.len + 1 : 0, not->label.len), &tag))
			return fl_enomem(err);
		size_t index = fl_map_get(&s->by_tag, tag);
		uint32_t number = index == FL_MAP_NONE ? NONE : s->labels.items[index].number;
		if (number != NONE)
			kept[ret->count++] = (fl_trial_row){ rows->rows.items[not->row].id, inputs[not->row],
							     (uint32_t)ret->num_labels + number };
	}
	return FL_OK;
}

static fl_status suggest(void *user, fl_table_rows *rows, fl_error *err)
{
	suggesting *s = user;
	fl_trial_input input = { .settings = FL_SUGGEST_DEFAULTS, .show = s->request->show };
	fl_tag_input *inputs = NULL;

	if (s->table->marks)
		FL_TRY(fl_suggest_marks_apply(&s->marks, rows, s->table->label != NULL,
					      s->options ? &s->options->findings : NULL, s->table->path, err));
	fl_trial_row *kept = fl_arena_array(&s->arena, rows->rows.len + s->marks.wrong.len + 1, sizeof *kept);
	if (!kept)
		return fl_enomem(err);
	FL_TRY(read_labels(s, rows, err));
	FL_TRY(keep_labels(s, &input, err));
	FL_TRY(fl_rows_inputs(rows, &inputs, err));
	for (size_t i = 0; i < rows->rows.len; i++) {
		uint32_t number = s->label_of[i] == NONE ? NONE : s->labels.items[s->label_of[i]].number;
		if (number != NONE)
			kept[input.count++] = (fl_trial_row){ rows->rows.items[i].id, inputs[i], number };
	}
	FL_TRY(add_wrong(s, rows, inputs, kept, &input, err));
	input.rows = kept;
	if (s->request->held_back)
		FL_TRY(hold_back(s, rows, &input, err));
	input.settings.threads = fl_options_threads(s->options);
	if (s->request->words)
		input.settings.words = s->request->words;
	return try_rows(s, &input, err);
}

fl_status fl_rules_suggest(const fl_table *table, const fl_suggest_request *request, bool json,
			   const fl_options *options, fl_text *ret_text, fl_error *err)
{
	fl_table_rows rows = { 0 };
	suggesting s = { .table = table, .request = request, .options = options, .json = json, .ret = ret_text };
	fl_status status = FL_OK;

	*ret_text = (fl_text){ NULL, 0 };
	if (!table->label && !table->marks)
		return fl_error_set(err, FL_EINVAL, "a column with labels is needed, or marks");
	if (!table->marks != (request->num_packs == 0))
		return fl_error_set(err, FL_EINVAL, "marks and the packs whose rules are marked go together");
	if (table->marks)
		status = fl_suggest_marks_open(&s.marks, table->marks, request->packs, request->num_packs,
					       fl_options_threads(options), err);
	if (status == FL_OK)
		status = fl_table_rows_read(&rows, table, 0, options ? &options->findings : NULL, suggest, &s, err);
	if (status == FL_OK && !ret_text->data)
		status = fl_error_at(err, FL_EINVAL, table->path, 0, 0, "no rows");
	fl_table_rows_release(&rows);
	fl_suggest_marks_release(&s.marks);
	fl_vec_release(&s.labels);
	fl_map_release(&s.by_tag);
	fl_arena_release(&s.arena);
	return status;
}
