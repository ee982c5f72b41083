/* SPDX-License-Identifier: Apache-2.0
 *
 * acts.c - an act becomes an entry of the journal, and the entries are read back.
 */
#include "steps/acts.h"

#include "base/error.h"
#include "base/str.h"
#include "text/person_name.h"

/* Payments and reports after an award may be many entries. None of them is an act, and each is known by how the writer of entries ends it
 * (keys are sorted), so that only its text and number are kept. */
static bool only_follows(fl_str text)
{
	static const char end[] = "\"step\":\"" FL_ENTRY_FOLLOW "\"}";
	size_t len = sizeof end - 1;
	return text.len > len && memcmp(text.data + text.len - len, end, len) == 0;
}

static fl_status read_entry(fl_store *store, fl_str text, size_t number, fl_arena *arena, fl_entry *ret, fl_error *err)
{
	fl_error inner = FL_ERROR_INIT;
	if (only_follows(text)) {
		*ret = (fl_entry){ .text = text, .seq = (int64_t)number, .step = FL_STR(FL_ENTRY_FOLLOW) };
		return FL_OK;
	}
	fl_status status = fl_entry_parse(text, arena, ret, &inner);
	if (status == FL_OK)
		return FL_OK;
	return status == FL_ENOMEM ? fl_enomem(err)
				   : fl_error_at(err, status, fl_store_name(store), 0, 0, "the journal is damaged: entry %zu: %s", number,
						 inner.message);
}

fl_status fl_acts_load(fl_store *store, int64_t until, fl_arena *arena, fl_acts *ret, fl_error *err)
{
	fl_str *texts;
	size_t count;
	*ret = (fl_acts){ .count = 0 };
	FL_TRY(fl_journal_load(store, arena, &texts, &count, err));
	if (until >= 0 && (uint64_t)until < count)
		count = (size_t)until;
	ret->entries = fl_arena_array(arena, count + 2, sizeof *ret->entries); /* one more may be added in memory */
	if (!ret->entries)
		return fl_enomem(err);
	for (; ret->count < count; ret->count++)
		FL_TRY(read_entry(store, texts[ret->count], ret->count, arena, &ret->entries[ret->count], err));
	return FL_OK;
}

static fl_status write_entry(const fl_act *act, fl_buf *entry, fl_buf *time, fl_error *err)
{
	fl_json_writer w;
	fl_time_print(time, act->at, 0);
	FL_TRY(fl_buf_status(time, err));
	fl_json_start(&w, entry, false);
	fl_json_begin_object(&w);
	fl_json_put_key(&w, "act");
	fl_act_put(&w, act);
	fl_json_kv_str(&w, "at", fl_buf_view(time));
	fl_json_kv_z(&w, "florin", fl_version());
	fl_json_kv_i64(&w, "seq", act->seq);
	fl_json_kv_z(&w, "step", fl_act_step(act->kind));
	fl_json_end_object(&w);
	return fl_buf_status(entry, err);
}

fl_status fl_act_append(fl_store *store, fl_act *act, int64_t now, fl_error *err)
{
	fl_buf entry, time;
	fl_buf_init(&entry, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&time, 100);
	act->at = now;
	fl_status status = fl_journal_size(store, &act->seq, err);
	if (status == FL_OK)
		status = write_entry(act, &entry, &time, err);
	if (status == FL_OK)
		status = fl_journal_append(store, fl_buf_view(&entry), &act->seq, err);
	fl_buf_release(&entry);
	fl_buf_release(&time);
	return status;
}

fl_status fl_act_check_words(const char *what, const char *text, fl_error *err)
{
	fl_str s = fl_str_of(text);
	bool bad = s.len > FL_DECISION_TEXT_MAX || !fl_utf8_valid(s, NULL);
	if (fl_str_trim(s).len == 0)
		return fl_error_set(err, FL_EARGUMENT, "this needs '%s'", what);
	for (size_t i = 0; i < s.len; i++)
		bad = bad || (unsigned char)s.data[i] < 0x20 || s.data[i] == 0x7f;
	if (bad)
		return fl_error_set(err, FL_EARGUMENT, "'%s' is one line of at most %d bytes of UTF-8", what, FL_DECISION_TEXT_MAX);
	return strcmp(what, "by") == 0 ? fl_person_name_check(what, fl_str_trim(s), err) : FL_OK;
}
