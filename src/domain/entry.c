/* SPDX-License-Identifier: Apache-2.0
 *
 * entry.c - an entry of the journal from its JSON (docs/reference/round-file.md).
 */
#include "domain/entry.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

/* A text that may be missing. */
static fl_status take_text(fl_json object, const char *key, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_json v = fl_json_get(object, key);
	*ret = fl_arena_str(arena, fl_json_type_of(v) == FL_JSON_STRING ? fl_json_text(v) : FL_STR(""));
	return ret->data ? FL_OK : fl_enomem(err);
}

/* A member as canonical JSON. */
static fl_status take_json(fl_json object, const char *key, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_json v = fl_json_get(object, key);
	fl_json_writer w;
	fl_buf buf;
	fl_buf_init(&buf, 1 << 24);
	fl_json_start(&w, &buf, false);
	if (fl_json_present(v))
		fl_json_put_value(&w, v, true);
	fl_status status = fl_buf_status(&buf, err);
	*ret = status == FL_OK ? fl_arena_str(arena, fl_buf_view(&buf)) : FL_STR("");
	fl_buf_release(&buf);
	return status == FL_OK && !ret->data ? fl_enomem(err) : status;
}

static bool take_digest(fl_json object, const char *key, fl_digest *ret)
{
	return fl_digest_read_hex(fl_json_text(fl_json_get(object, key)), ret);
}

static fl_status take_counts(fl_json counts, fl_arena *arena, fl_entry *ret, fl_error *err)
{
	ret->num_counts = fl_json_len(counts);
	ret->count_list = fl_arena_array(arena, ret->num_counts + 1, sizeof *ret->count_list);
	if (!ret->count_list)
		return fl_enomem(err);
	for (size_t i = 0; i < ret->num_counts; i++) {
		ret->count_list[i].name = fl_arena_str(arena, fl_json_key(counts, i));
		if (!ret->count_list[i].name.data)
			return fl_enomem(err);
		(void)fl_json_i64(fl_json_at(counts, i), &ret->count_list[i].value);
	}
	return FL_OK;
}

static fl_status take_reads(fl_json reads, fl_arena *arena, fl_entry *ret, fl_error *err)
{
	ret->num_reads = fl_json_len(reads);
	ret->reads = fl_arena_array(arena, ret->num_reads + 1, sizeof *ret->reads);
	if (!ret->reads)
		return fl_enomem(err);
	for (size_t i = 0; i < ret->num_reads; i++) {
		FL_TRY(take_text(fl_json_at(reads, i), "name", arena, &ret->reads[i].name, err));
		(void)take_digest(fl_json_at(reads, i), "sha256", &ret->reads[i].digest);
	}
	return FL_OK;
}

static fl_status take_decision(fl_json d, const fl_entry *entry, fl_arena *arena, fl_decision *out, fl_error *err)
{
	FL_TRY(take_text(d, "kind", arena, &out->kind, err));
	FL_TRY(take_text(d, "subject", arena, &out->subject, err));
	FL_TRY(take_text(d, "other", arena, &out->other, err));
	FL_TRY(take_text(d, "value", arena, &out->value, err));
	FL_TRY(take_text(d, "code", arena, &out->code, err));
	FL_TRY(take_text(d, "person", arena, &out->person, err));
	FL_TRY(take_text(d, "why", arena, &out->why, err));
	(void)take_digest(d, "seen", &out->seen);
	if (!fl_time_parse(fl_json_text(fl_json_get(d, "at")), 0, &out->at))
		out->at = entry->at;
	out->seq = entry->seq;
	return FL_OK;
}

/* "decision": one, made when the entry was; "decisions": those of files, each with its own time. */
static fl_status take_decisions(fl_json root, fl_arena *arena, fl_entry *ret, fl_error *err)
{
	fl_json one = fl_json_get(root, "decision"), list = fl_json_get(root, "decisions");
	size_t count = fl_json_present(one) ? 1 : fl_json_len(list);
	ret->decisions = fl_arena_array(arena, count + 1, sizeof *ret->decisions);
	if (!ret->decisions)
		return fl_enomem(err);
	for (; ret->num_decisions < count; ret->num_decisions++)
		FL_TRY(take_decision(fl_json_present(one) ? one : fl_json_at(list, ret->num_decisions), ret, arena,
				     &ret->decisions[ret->num_decisions], err));
	return FL_OK;
}

static fl_status take_act(fl_json act, fl_arena *arena, fl_entry *ret, fl_error *err)
{
	fl_act_kind kind = fl_act_kind_of(ret->step);
	if (kind == FL_ACT_NONE)
		return FL_OK;
	FL_TRY(fl_act_take(act, kind, arena, &ret->act, err));
	ret->act.at = ret->at;
	ret->act.seq = ret->seq;
	return FL_OK;
}

static fl_status take(fl_json root, fl_arena *arena, fl_entry *ret, fl_error *err)
{
	FL_TRY(take_text(root, "step", arena, &ret->step, err));
	FL_TRY(take_text(root, "florin", arena, &ret->florin, err));
	FL_TRY(take_text(root, "answer", arena, &ret->answer, err));
	FL_TRY(take_json(root, "libraries", arena, &ret->libraries, err));
	FL_TRY(take_json(root, "counts", arena, &ret->counts, err));
	if (!fl_time_parse(fl_json_text(fl_json_get(root, "at")), 0, &ret->at) ||
	    !fl_json_i64(fl_json_get(root, "seq"), &ret->seq) || ret->step.len == 0)
		return fl_error_set(err, FL_EPARSE, "not an entry of a journal: it has no time, number or step");
	ret->has_awards = take_digest(root, "awards", &ret->awards);
	(void)take_digest(root, "inputs", &ret->inputs);
	(void)take_digest(root, "output", &ret->output);
	FL_TRY(take_counts(fl_json_get(root, "counts"), arena, ret, err));
	FL_TRY(take_reads(fl_json_get(root, "reads"), arena, ret, err));
	FL_TRY(take_decisions(root, arena, ret, err));
	return take_act(fl_json_get(root, "act"), arena, ret, err);
}

fl_status fl_entry_parse(fl_str text, fl_arena *arena, fl_entry *ret, fl_error *err)
{
	fl_json_doc *doc = NULL;
	*ret = (fl_entry){ .text = fl_arena_str(arena, text) };
	if (!ret->text.data)
		return fl_enomem(err);
	FL_TRY(fl_json_parse(text, "journal", &doc, err));
	fl_status status = take(fl_json_root(doc), arena, ret, err);
	fl_json_free(doc);
	return status;
}

int64_t fl_entry_counted(const fl_entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->num_counts; i++)
		if (fl_str_eqz(entry->count_list[i].name, name))
			return entry->count_list[i].value;
	return 0;
}

const fl_entry *fl_entry_find(const fl_entry *entries, size_t count, int64_t seq)
{
	size_t from = 0, to = count;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (entries[mid].seq < seq)
			from = mid + 1;
		else
			to = mid;
	}
	return from < count && entries[from].seq == seq ? &entries[from] : NULL;
}
