/* SPDX-License-Identifier: Apache-2.0
 *
 * lay_down.c - decisions become facts.
 *
 * A decision is an entry of the journal, and so are those that are read from files together; 'code' is there where it is not empty:
 *     {"at":"…","decision":{"code":"…","kind":"pair","other":"d5","person":"…","seen":HEX,"subject":"d3","value":"same","why":"…"},
 *      "florin":"0.1.0","seq":9,"step":"decide"}
 *     {"at":"…","decisions":[{"at":"…","kind":"pair",…}…],"florin":"0.1.0","reads":[{"name":"…","sha256":HEX}…],"seq":9,"step":"decide"}
 */
#include "steps/lay_down.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/entry.h"

static void put_time(fl_json_writer *j, int64_t at, fl_buf *time)
{
	fl_buf_clear(time);
	fl_time_print(time, at, 0);
	fl_json_kv_str(j, "at", fl_buf_view(time));
}

static void put_decision(fl_json_writer *j, const fl_decision *d, fl_buf *time)
{
	char hex[65];
	fl_digest_hex(&d->seen, hex);
	fl_json_begin_object(j);
	if (time)
		put_time(j, d->at, time);
	if (d->code.len > 0)
		fl_json_kv_str(j, "code", d->code);
	fl_json_kv_str(j, "kind", d->kind);
	fl_json_kv_str(j, "other", d->other);
	fl_json_kv_str(j, "person", d->person);
	fl_json_kv_z(j, "seen", hex);
	fl_json_kv_str(j, "subject", d->subject);
	fl_json_kv_str(j, "value", d->value);
	fl_json_kv_str(j, "why", d->why);
	fl_json_end_object(j);
}

static void put_readings(fl_json_writer *j, const fl_reading *readings, size_t count)
{
	char hex[65];
	fl_json_put_key(j, "reads");
	fl_json_begin_array(j);
	for (size_t i = 0; i < count; i++) {
		fl_digest_hex(&readings[i].digest, hex);
		fl_json_begin_object(j);
		fl_json_kv_str(j, "name", readings[i].name);
		fl_json_kv_z(j, "sha256", hex);
		fl_json_end_object(j);
	}
	fl_json_end_array(j);
}

static void put_entry(fl_json_writer *j, const fl_decision *decisions, size_t count, const fl_reading *readings,
		      size_t num_readings, int64_t now, int64_t seq, fl_buf *time)
{
	bool files = num_readings > 0;
	fl_json_begin_object(j);
	put_time(j, files ? now : decisions[0].at, time);
	fl_json_put_key(j, files ? "decisions" : "decision");
	if (files)
		fl_json_begin_array(j);
	for (size_t i = 0; i < count; i++)
		put_decision(j, &decisions[i], files ? time : NULL);
	if (files)
		fl_json_end_array(j);
	fl_json_kv_z(j, "florin", fl_version());
	if (files)
		put_readings(j, readings, num_readings);
	fl_json_kv_i64(j, "seq", seq);
	fl_json_kv_z(j, "step", FL_ENTRY_DECIDE);
	fl_json_end_object(j);
}

fl_status fl_lay_down(fl_store *store, fl_decision *decisions, size_t count, const fl_reading *readings, size_t num_readings,
		      int64_t now, fl_error *err)
{
	fl_json_writer j;
	fl_buf entry, time;
	int64_t seq = 0;
	fl_buf_init(&entry, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&time, 1000);
	fl_json_start(&j, &entry, false);
	fl_status status = fl_journal_size(store, &seq, err);
	if (status == FL_OK) {
		put_entry(&j, decisions, count, readings, num_readings, now, seq, &time);
		status = fl_buf_status(&time, err);
	}
	if (status == FL_OK)
		status = fl_buf_status(&entry, err);
	if (status == FL_OK)
		status = fl_journal_append(store, fl_buf_view(&entry), &seq, err);
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		decisions[i].seq = seq;
		status = fl_decision_add(store, &decisions[i], err);
	}
	fl_buf_release(&entry);
	fl_buf_release(&time);
	return status;
}
