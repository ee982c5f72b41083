/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger_kit.h - rounds with a ledger, for tests: files in a scratch folder, imports, and what stands in the ledger as text.
 */
#ifndef FL_TESTS_LEDGER_KIT_H
#define FL_TESTS_LEDGER_KIT_H

#include "base/buf.h"
#include "base/str.h"
#include "finding_log.h"
#include "scratch.h"
#include "store/givers.h"
#include "store/ledger.h"
#include "store/names.h"

static const fl_options kit_options = { .now = 1788566400 };

#define KIT_DREAMS "id,title,request\nd0,a,10\nd1,b,10\nd2,c,10\nd3,d,10\n"

static inline void kit_write(const void *state, const char *name, const char *text)
{
	char path[300];
	scratch_path(state, name, path, sizeof path);
	scratch_write(path, text, strlen(text));
}

/* A round file over d0 .. d3; 'more' are members of round.json, each beginning with a comma. */
static inline void kit_round(const void *state, const char *more, char *ret_file, size_t size)
{
	char path[300], json[4000];
	fl_error err = FL_ERROR_INIT;
	fl_init_summary summary;
	snprintf(json, sizeof json,
		 "{\"format\":\"florin-round/1\",\"round\":\"r\",\"dreams\":[\"dreams.csv\"],\"duplicates\":false,"
		 "\"pools\":[{\"id\":\"p\",\"amount\":\"10\"}]%s}",
		 more);
	kit_write(state, "dreams.csv", KIT_DREAMS);
	kit_write(state, "round.json", json);
	scratch_path(state, "round.json", path, sizeof path);
	scratch_path(state, "r.florin", ret_file, size);
	remove(ret_file);
	if (fl_round_init(path, ret_file, NULL, &kit_options, &summary, &err) != FL_OK)
		fail_msg("%s", err.message);
}

static inline fl_status kit_import(const char *file, const fl_options *options, fl_import_summary *ret, fl_error *err)
{
	fl_round *round = NULL;
	fl_status status = fl_round_open(file, true, &round, err);
	if (status == FL_OK)
		status = fl_round_import(round, NULL, options, ret, err);
	fl_round_close(round);
	return status;
}

static inline fl_status kit_add(const char *file, const char *path, const fl_options *options, fl_import_summary *ret,
				fl_error *err)
{
	fl_round *round = NULL;
	fl_ledger_input input = { .path = path };
	fl_status status = fl_round_open(file, true, &round, err);
	if (status == FL_OK)
		status = fl_round_add_flowers(round, &input, 1, options, ret, err);
	fl_round_close(round);
	return status;
}

/* The rows that count, in the order of the ledger: "giver dream kind count time line". Free the buffer. */
static inline void kit_ledger(const char *file, fl_buf *ret)
{
	fl_error err = FL_ERROR_INIT;
	fl_store *store = NULL;
	fl_names dreams, kinds;
	fl_arena arena = FL_ARENA_INIT;
	fl_str *givers;
	size_t num_givers;
	fl_ledger ledger;
	bool more = true;
	fl_buf_init(ret, (size_t)1 << 30);
	fl_buf_puts(ret, "");
	if (fl_store_open(file, FL_STORE_READ, &store, &err) != FL_OK || fl_names_open(&dreams, store, FL_NAMES_DREAMS, &err) != FL_OK ||
	    fl_names_open(&kinds, store, FL_NAMES_KINDS, &err) != FL_OK ||
	    fl_givers_load(store, &arena, &givers, &num_givers, &err) != FL_OK ||
	    fl_ledger_open(&ledger, store, FL_LEDGER_GIVEN, false, &err) != FL_OK)
		fail_msg("%s", err.message);
	while (fl_ledger_next(&ledger, &more, &err) == FL_OK && more)
		for (size_t i = 0; i < ledger.num_rows; i++) {
			const fl_ledger_row *r = &ledger.rows[i];
			if (!fl_ledger_counts(&ledger, i))
				continue;
			fl_str giver = r->giver == FL_NOBODY ? FL_STR("-") : givers[r->giver];
			fl_str kind = r->kind == FL_NOBODY ? FL_STR("-") : kinds.list.items[r->kind];
			fl_buf_printf(ret, "%.*s %.*s %.*s %lld %lld %lld\n", FL_STR_ARG(giver),
				      FL_STR_ARG(dreams.list.items[r->dream]), FL_STR_ARG(kind), (long long)r->count,
				      r->given == INT64_MIN ? -1LL : (long long)r->given, (long long)r->line);
		}
	if (err.status != FL_OK)
		fail_msg("%s", err.message);
	fl_ledger_release(&ledger);
	fl_names_release(&dreams);
	fl_names_release(&kinds);
	fl_arena_release(&arena);
	fl_store_close(store);
}

#endif
