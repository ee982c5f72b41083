/* SPDX-License-Identifier: Apache-2.0
 *
 * receipt.c - receipts: printing, reading, and following one from the award up to the root.
 */
#include "domain/receipt.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/bundle.h"
#include "domain/entry.h"

#include <stdio.h>

static void put_place(fl_json_writer *w, const char *key, const fl_receipt_place *place)
{
	char base64[44];
	fl_json_put_key(w, key);
	fl_json_begin_object(w);
	fl_json_kv_i64(w, "index", place->index);
	fl_json_kv_i64(w, "size", place->size);
	fl_json_put_key(w, "path");
	fl_json_begin_array(w);
	for (size_t i = 0; i < place->path.len; i++) {
		fl_digest_base64(&place->path.hashes[i], base64);
		fl_json_put_z(w, base64);
	}
	fl_json_end_array(w);
	fl_json_end_object(w);
}

void fl_receipt_print(fl_buf *buf, const fl_receipt *receipt)
{
	fl_json_writer w;
	char hex[65];
	fl_digest_hex(&receipt->root, hex);
	fl_json_start(&w, buf, false);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-receipt/1");
	fl_json_kv_str(&w, "award", receipt->award);
	put_place(&w, "awards", &receipt->awards);
	fl_json_kv_str(&w, "entry", receipt->entry);
	put_place(&w, "journal", &receipt->journal);
	fl_json_kv_z(&w, "root", hex);
	fl_json_end_object(&w);
	fl_buf_putc(buf, '\n');
}

static fl_status read_place(fl_json root, const char *key, fl_receipt_place *ret, fl_error *err)
{
	static const char *const keys[] = { "index", "size", "path", NULL };
	fl_json place, path;
	FL_TRY(fl_json_need(root, key, FL_JSON_OBJECT, &place, err));
	FL_TRY(fl_json_only(place, keys, err));
	FL_TRY(fl_bundle_need_number(place, "index", 0, &ret->index, err));
	FL_TRY(fl_bundle_need_number(place, "size", 1, &ret->size, err));
	FL_TRY(fl_json_need(place, "path", FL_JSON_ARRAY, &path, err));
	ret->path.len = fl_json_len(path);
	if (ret->path.len > FL_MERKLE_PATH_MAX)
		return fl_json_error(path, err, FL_EINVAL, "a path of more than %d hashes", FL_MERKLE_PATH_MAX);
	for (size_t i = 0; i < ret->path.len; i++)
		if (!fl_digest_read_base64(fl_json_text(fl_json_at(path, i)), &ret->path.hashes[i]))
			return fl_json_error(fl_json_at(path, i), err, FL_EINVAL, "a hash is 43 characters of base64");
	return FL_OK;
}

static fl_status read(fl_json root, fl_arena *arena, fl_receipt *ret, fl_error *err)
{
	static const char *const keys[] = { "format", "award", "awards", "entry", "journal", "root", NULL };
	fl_str hex;
	FL_TRY(fl_bundle_need_format(root, "florin-receipt/1", err));
	FL_TRY(fl_json_only(root, keys, err));
	FL_TRY(fl_bundle_need_text(root, "award", arena, &ret->award, err));
	FL_TRY(fl_bundle_need_text(root, "entry", arena, &ret->entry, err));
	FL_TRY(read_place(root, "awards", &ret->awards, err));
	FL_TRY(read_place(root, "journal", &ret->journal, err));
	FL_TRY(fl_bundle_need_text(root, "root", arena, &hex, err));
	return fl_digest_read_hex(hex, &ret->root) ? FL_OK
						   : fl_json_error(fl_json_get(root, "root"), err, FL_EINVAL,
								   "a root is 64 hexadecimal digits");
}

fl_status fl_receipt_read(fl_str text, const char *source, fl_arena *arena, fl_receipt *ret, fl_error *err)
{
	fl_json_doc *doc = NULL;
	*ret = (fl_receipt){ .awards = { .index = 0 } };
	FL_TRY(fl_json_parse(text, source, &doc, err));
	fl_status status = read(fl_json_root(doc), arena, ret, err);
	fl_json_free(doc);
	return status;
}

bool fl_receipt_leads(const fl_receipt *receipt, char *why, size_t size)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_entry entry;
	fl_digest award = fl_merkle_leaf(receipt->award), line = fl_merkle_leaf(receipt->entry);
	const char *wrong = "";
	if (fl_entry_parse(receipt->entry, &arena, &entry, NULL) != FL_OK || !fl_str_eqz(entry.step, "allocate") ||
	    !entry.has_awards)
		wrong = "the entry is not that of an allocation";
	else if (!fl_merkle_path_leads(&award, (uint64_t)receipt->awards.index, (uint64_t)receipt->awards.size,
				       &receipt->awards.path, &entry.awards))
		wrong = "the award is not under the root of awards that the entry holds";
	else if (!fl_merkle_path_leads(&line, (uint64_t)receipt->journal.index, (uint64_t)receipt->journal.size,
				       &receipt->journal.path, &receipt->root))
		wrong = "the entry is not under the root of the journal";
	snprintf(why, size, "%s", wrong);
	fl_arena_release(&arena);
	return wrong[0] == '\0';
}
