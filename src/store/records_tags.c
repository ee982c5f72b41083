/* SPDX-License-Identifier: Apache-2.0
 *
 * records_tags.c - what the rule packs found: category, tags and every piece of evidence.
 */
#include "store/records.h"

#include "base/error.h"
#include "base/str.h"
#include "store/load.h"
#include "store/names.h"
#include "store/statements.h"

static fl_status store_match(fl_store *store, int64_t row, const fl_match *m, fl_error *err)
{
	return fl_store_run(store, FL_SQL_ADD_MATCH,
			    FL_ARGS(FL_INT(row), FL_TEXT(m->pack), FL_TEXT(m->rule), FL_TEXT(m->tag),
				    FL_TEXT(m->pattern), FL_TEXT(m->field), FL_INT(m->start), FL_INT(m->end),
				    FL_TEXT(m->capture), FL_TEXT(m->value),
				    FL_TEXT(fl_str_of(fl_fact_type_name(m->type)))),
			    err);
}

/* 'how': as schema.sql says. */
static fl_status store_tag(fl_store *store, fl_names *names, int64_t row, fl_str name, int64_t how, fl_error *err)
{
	int64_t tag;
	FL_TRY(fl_names_put(names, name, &tag, err));
	return fl_store_run(store, FL_SQL_ADD_GIVEN_TAG, FL_ARGS(FL_INT(row), FL_INT(tag), FL_INT(how)), err);
}

static fl_status store_one(fl_store *store, fl_names *names, int64_t row, const fl_tag_record *record, fl_error *err)
{
	FL_TRY(fl_store_run(
	    store, FL_SQL_ADD_TAGGING,
	    FL_ARGS(FL_INT(row), FL_TEXT(record->category), FL_INT(record->unclear), FL_INT(record->limits),
		    FL_INT(record->decided)),
	    err));
	size_t added = 0;
	for (size_t i = 0; i < record->num_tags; i++) {
		bool by_person = added < record->num_added && fl_str_eq(record->added[added], record->tags[i]);
		added += by_person;
		FL_TRY(store_tag(store, names, row, record->tags[i], by_person ? 1 : 0, err));
	}
	for (size_t i = 0; i < record->num_removed; i++)
		FL_TRY(store_tag(store, names, row, record->removed[i], 2, err));
	for (size_t i = 0; i < record->num_matches; i++)
		FL_TRY(store_match(store, row, &record->matches[i], err));
	return FL_OK;
}

fl_status fl_tag_records_store(fl_store *store, const fl_facts *facts, const fl_tag_record *records, fl_error *err)
{
	fl_names names;
	fl_status status = fl_names_open(&names, store, FL_NAMES_TAGS, err);
	for (size_t i = 0; status == FL_OK && i < facts->num_dreams; i++)
		status = store_one(store, &names, facts->first + (int64_t)i, &records[i], err);
	fl_names_release(&names);
	return status;
}

static fl_status load_taggings(fl_store *store, const fl_facts *facts, fl_arena *arena, fl_tag_record *records,
			       fl_error *err)
{
	fl_cursor rows;
	bool stray = false, failed = false;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_TAGGINGS, NULL, 0, err));
	while (!stray && !failed && fl_cursor_next(&rows)) {
		uint32_t i = 0;
		stray = !fl_load_index(facts, fl_cursor_int(&rows, 0), &i);
		if (stray)
			break;
		records[i].category = fl_cursor_copy(&rows, 1, arena, &failed);
		records[i].unclear = fl_cursor_int(&rows, 2) != 0;
		records[i].limits = fl_cursor_int(&rows, 3);
		records[i].decided = fl_cursor_int(&rows, 4) != 0;
	}
	FL_TRY(fl_cursor_close(&rows, err));
	if (failed)
		return fl_enomem(err);
	return stray ? fl_load_stray(store, "a tagging", err) : FL_OK;
}

static bool read_match(const fl_cursor *rows, fl_arena *arena, fl_match *ret)
{
	bool failed = false;
	ret->pack = fl_cursor_copy(rows, 1, arena, &failed);
	ret->rule = fl_cursor_copy(rows, 2, arena, &failed);
	ret->tag = fl_cursor_copy(rows, 3, arena, &failed);
	ret->pattern = fl_cursor_copy(rows, 4, arena, &failed);
	ret->field = fl_cursor_copy(rows, 5, arena, &failed);
	ret->start = (uint32_t)fl_cursor_int(rows, 6);
	ret->end = (uint32_t)fl_cursor_int(rows, 7);
	ret->capture = fl_cursor_copy(rows, 8, arena, &failed);
	ret->value = fl_cursor_copy(rows, 9, arena, &failed);
	fl_fact_type_parse(fl_cursor_text(rows, 10), &ret->type); /* the schema allows no other words */
	return !failed;
}

/* Matches were stored dream by dream, so each dream's are a slice of one array. */
static fl_status load_matches(fl_store *store, const fl_facts *facts, fl_arena *arena, fl_tag_record *records,
			      fl_error *err)
{
	int64_t count;
	FL_TRY(fl_store_int(store, FL_SQL_COUNT_MATCHES, NULL, 0, 0, &count, err));
	fl_match *matches = fl_arena_array(arena, (size_t)count + 1, sizeof(*matches));
	if (!matches)
		return fl_enomem(err);
	fl_cursor rows;
	bool stray = false, failed = false;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_MATCHES, NULL, 0, err));
	for (size_t n = 0; !stray && !failed && n < (size_t)count && fl_cursor_next(&rows); n++) {
		fl_match *m = &matches[n];
		stray = !fl_load_index(facts, fl_cursor_int(&rows, 0), &m->dream);
		if (stray)
			break;
		failed = !read_match(&rows, arena, m);
		if (!records[m->dream].num_matches++)
			records[m->dream].matches = m;
	}
	FL_TRY(fl_cursor_close(&rows, err));
	if (failed)
		return fl_enomem(err);
	return stray ? fl_load_stray(store, "a match", err) : FL_OK;
}

fl_status fl_tag_records_load(fl_store *store, const fl_facts *facts, bool with_matches, fl_arena *arena,
			      fl_tag_record **ret_records, fl_error *err)
{
	fl_tag_lists lists, added, removed;
	fl_tag_record *records = fl_arena_array(arena, facts->num_dreams + 1, sizeof(*records));
	if (!records)
		return fl_enomem(err);
	FL_TRY(load_taggings(store, facts, arena, records, err));
	FL_TRY(fl_tag_lists_load(&lists, store, FL_SQL_GET_GIVEN_TAGS, facts, arena, err));
	FL_TRY(fl_tag_lists_load(&added, store, FL_SQL_GET_ADDED_TAGS, facts, arena, err));
	FL_TRY(fl_tag_lists_load(&removed, store, FL_SQL_GET_REMOVED_TAGS, facts, arena, err));
	for (size_t i = 0; i < facts->num_dreams; i++) {
		records[i].tags = fl_tag_list(&lists, i, &records[i].num_tags);
		records[i].added = fl_tag_list(&added, i, &records[i].num_added);
		records[i].removed = fl_tag_list(&removed, i, &records[i].num_removed);
	}
	if (with_matches)
		FL_TRY(load_matches(store, facts, arena, records, err));
	*ret_records = records;
	return FL_OK;
}
