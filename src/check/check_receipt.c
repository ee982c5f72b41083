/* SPDX-License-Identifier: Apache-2.0
 *
 * check_receipt.c - what a receipt says, and whether it is under the root that the person knows.
 *
 * Hashes are computed from the award up: the award and its neighbours give the root of all awards, which the entry of the
 * allocation must hold; that entry and its neighbours give the root of the journal (base/merkle.c). Whoever wants to show another
 * award under the same root would have to find two texts with one SHA-256.
 */
#include "check/check_receipt.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/money.h"
#include "domain/receipt.h"

#include <stdio.h>

#define RECEIPT_MAX ((size_t)1 << 20)

typedef struct award {
	fl_json_doc *doc;
	fl_str dream, round, status, currency;
	int64_t amount, tally, digits;
} award;

static fl_status read_award(fl_str text, award *ret, fl_error *err)
{
	fl_json root;
	FL_TRY(fl_json_parse(text, "award", &ret->doc, err));
	root = fl_json_root(ret->doc);
	FL_TRY(fl_json_take_str(root, "dream", FL_STR("?"), &ret->dream, err));
	FL_TRY(fl_json_take_str(root, "round", FL_STR("?"), &ret->round, err));
	FL_TRY(fl_json_take_str(root, "status", FL_STR("?"), &ret->status, err));
	FL_TRY(fl_json_take_str(root, "currency", FL_STR("?"), &ret->currency, err));
	FL_TRY(fl_json_take_i64(root, "award", 0, 0, INT64_MAX, &ret->amount, err));
	FL_TRY(fl_json_take_i64(root, "tally", 0, 0, INT64_MAX, &ret->tally, err));
	return fl_json_take_i64(root, "minor_digits", 0, 0, 6, &ret->digits, err);
}

static void say(const award *a, const fl_receipt *r, const char *known, const char *why, fl_buf *out)
{
	char hex[65];
	fl_digest_hex(&r->root, hex);
	fl_buf_puts(out, "round      ");
	fl_buf_safe(out, a->round);
	fl_buf_puts(out, "\ndream      ");
	fl_buf_safe(out, a->dream);
	fl_buf_puts(out, "\naward      ");
	fl_money_print(out, a->amount, (int)a->digits, true);
	fl_buf_putc(out, ' ');
	fl_buf_safe(out, a->currency);
	fl_buf_puts(out, "\nstatus     ");
	fl_buf_safe(out, a->status);
	fl_buf_printf(out, "\ntally      %lld\nroot       %s\n", (long long)a->tally, hex);
	if (why[0])
		fl_buf_printf(out, "confirmed  no: %s\n", why);
	else
		fl_buf_puts(out, known ? "confirmed  yes: it is under the root you know\n"
				       : "confirmed  yes, if this is the root that stands on the report: compare it, or use --root\n");
}

static void put(const award *a, const fl_receipt *r, const char *why, fl_buf *out)
{
	fl_json_writer w;
	char hex[65];
	fl_digest_hex(&r->root, hex);
	fl_json_start(&w, out, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-receipt-verdict/1");
	fl_json_kv_bool(&w, "confirmed", why[0] == '\0');
	fl_json_kv_z(&w, "why", why);
	fl_json_kv_str(&w, "round", a->round);
	fl_json_kv_str(&w, "dream", a->dream);
	fl_json_kv_str(&w, "currency", a->currency);
	fl_json_kv_i64(&w, "minor_digits", a->digits);
	fl_json_kv_i64(&w, "award", a->amount);
	fl_json_kv_str(&w, "status", a->status);
	fl_json_kv_i64(&w, "tally", a->tally);
	fl_json_kv_z(&w, "root", hex);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
}

static fl_status check(fl_str text, const char *path, const char *root, bool json, bool *ret_yes, fl_buf *out, fl_error *err)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_receipt receipt;
	award a = { .doc = NULL };
	fl_digest known;
	char why[200];
	if (root && !fl_digest_read_hex(fl_str_of(root), &known))
		return fl_error_set(err, FL_EINVAL, "a root is 64 hexadecimal digits, not '%s'", root);
	fl_status status = fl_receipt_read(text, path, &arena, &receipt, err);
	if (status == FL_OK)
		status = read_award(receipt.award, &a, err);
	if (status == FL_OK) {
		*ret_yes = fl_receipt_leads(&receipt, why, sizeof why);
		if (*ret_yes && root && !fl_digest_same(&known, &receipt.root)) {
			*ret_yes = false;
			snprintf(why, sizeof why, "it leads to another root than the one you know, over %lld entries of the journal",
				 (long long)receipt.journal.size);
		}
		if (json)
			put(&a, &receipt, why, out);
		else
			say(&a, &receipt, root, why, out);
		status = fl_buf_status(out, err);
	}
	fl_json_free(a.doc);
	fl_arena_release(&arena);
	return status;
}

fl_status fl_check_receipt(const char *path, const char *root, bool json, bool *ret_yes, fl_buf *out, fl_error *err)
{
	fl_buf text;
	*ret_yes = false;
	fl_buf_init(&text, RECEIPT_MAX);
	fl_status status = fl_file_read(path, &text, err);
	if (status == FL_OK)
		status = check(fl_buf_view(&text), path, root, json, ret_yes, out, err);
	fl_buf_release(&text);
	return status;
}
