/* SPDX-License-Identifier: Apache-2.0
 *
 * audit_consistency.c - was a journal only added to since somebody noted its root?
 */
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "steps/examine.h"
#include "steps/give.h"

typedef struct comparing {
	fl_work w;
	fl_chronicle chronicle;
	fl_digest old;
	size_t first; /* entries under the old root, SIZE_MAX: no beginning has it */
	fl_merkle_proof proof;
	fl_breaches breaches;
} comparing;

static fl_status find_first(comparing *c, int64_t size, fl_error *err)
{
	c->first = SIZE_MAX;
	if (size < 0)
		return fl_error_set(err, FL_EINVAL, "a journal has no %lld entries", (long long)size);
	for (size_t n = size > 0 ? (size_t)size : 1; n <= c->chronicle.count && c->first == SIZE_MAX; n++) {
		fl_digest root = fl_chronicle_root(&c->chronicle, n);
		if (fl_digest_same(&root, &c->old))
			c->first = n;
		if (size > 0)
			break;
	}
	if (c->first != SIZE_MAX)
		fl_merkle_consistency(c->chronicle.leaves, c->chronicle.count, c->first, &c->proof);
	return FL_OK;
}

static void say(const comparing *c, int64_t size, fl_buf *out)
{
	char hex[65];
	fl_digest root = fl_chronicle_root(&c->chronicle, c->chronicle.count);
	size_t count = c->chronicle.count;
	fl_digest_hex(&root, hex);
	if (c->first == SIZE_MAX && size > (int64_t)count)
		fl_buf_printf(out, "not consistent: the journal has %lld %s now, %lld were there\n", FL_MANY(count, "entry", "entries"), (long long)size);
	else if (c->first == SIZE_MAX && size > 0)
		fl_buf_printf(out, "not consistent: the first %lld of %lld %s another root\n", (long long)size,
			      FL_MANY(count, "entry has", "entries have"));
	else if (c->first == SIZE_MAX)
		fl_buf_printf(out, "not consistent: no beginning of the %lld %s has this root\n", FL_MANY(count, "entry", "entries"));
	else
		fl_buf_printf(out, "consistent: the first %zu of %lld %s this root, and %lld %s added since\n", c->first,
			      FL_MANY(count, "entry has", "entries have"), FL_MANY(count - c->first, "was", "were"));
	fl_buf_puts(out, c->breaches.len > 0 ? "the file does not hold what its journal says:\n"
					     : "the file holds what its journal says\n");
	for (size_t i = 0; i < c->breaches.len; i++) {
		fl_buf_puts(out, "  ");
		fl_buf_safe(out, c->breaches.items[i].what);
		fl_buf_putc(out, '\n');
	}
	fl_buf_printf(out, "root over %lld %s  %s\n", FL_MANY(count, "entry", "entries"), hex);
}

static void put_tree(fl_json_writer *w, const char *key, size_t size, const fl_digest *root)
{
	char hex[65];
	fl_digest_hex(root, hex);
	fl_json_put_key(w, key);
	fl_json_begin_object(w);
	fl_json_kv_i64(w, "size", (int64_t)size);
	fl_json_kv_z(w, "root", hex);
	fl_json_end_object(w);
}

static void put(const comparing *c, fl_buf *out)
{
	fl_json_writer w;
	char hex[65];
	fl_digest root = fl_chronicle_root(&c->chronicle, c->chronicle.count);
	fl_json_start(&w, out, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-consistency/1");
	fl_json_kv_str(&w, "round", c->w.spec->id);
	fl_json_kv_bool(&w, "consistent", c->first != SIZE_MAX);
	if (c->first != SIZE_MAX)
		put_tree(&w, "first", c->first, &c->old);
	put_tree(&w, "second", c->chronicle.count, &root);
	fl_json_put_key(&w, "proof");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < c->proof.len; i++) {
		fl_digest_hex(&c->proof.hashes[i], hex);
		fl_json_put_z(&w, hex);
	}
	fl_json_end_array(&w);
	fl_json_put_key(&w, "differs");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < c->breaches.len; i++)
		fl_json_put_str(&w, c->breaches.items[i].what);
	fl_json_end_array(&w);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

fl_status fl_audit_consistency(fl_round *round, const char *old_root, int64_t size, bool json, bool *ret_answer,
			       fl_text *ret_text, fl_error *err)
{
	comparing c = { .proof = { .len = 0 } };
	fl_buf out;
	*ret_answer = false;
	*ret_text = (fl_text){ NULL, 0 };
	if (!fl_digest_read_hex(fl_str_of(old_root), &c.old))
		return fl_error_set(err, FL_EARGUMENT, "a root is 64 hexadecimal digits, not '%s'", old_root);
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_work_open(&c.w, round, false, err);
	if (status == FL_OK)
		status = fl_chronicle_load(c.w.store, &c.w.arena, &c.chronicle, err);
	if (status == FL_OK)
		status = find_first(&c, size, err);
	if (status == FL_OK)
		status = fl_examine(c.w.store, &c.chronicle, &c.w.arena, &c.breaches, err);
	if (status == FL_OK && json)
		put(&c, &out);
	else if (status == FL_OK)
		say(&c, size, &out);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	*ret_answer = status == FL_OK && c.first != SIZE_MAX && c.breaches.len == 0;
	fl_vec_release(&c.breaches);
	fl_buf_release(&out);
	return fl_work_end(&c.w, status, err);
}
