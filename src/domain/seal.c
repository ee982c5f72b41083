/* SPDX-License-Identifier: Apache-2.0
 *
 * seal.c - the seal of a round: what it holds, what follows from the entries of the journal, what is no longer so.
 *
 * For the auditor. The first entry "seal" binds. An entry "unseal" names what was changed after it, with the digests that hold from then
 * on; so the round that governs must be, member by member, what the seal and the unsealings leave.
 */
#include "domain/seal.h"

#include "base/error.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>

bool fl_seal_free(fl_str member)
{
	static const char *const members[] = { "follow", "funder", "matching", "partners", "public", "scenarios", "title" };
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (fl_str_eqz(member, members[i]))
			return true;
	return false;
}

/* ---- files that are read -------------------------------------------------------------------------------------------- */

static const char *const lists[] = { "dreams", "earned", "flowers" };

static bool is_list(fl_str member)
{
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (fl_str_eqz(member, lists[i]))
			return true;
	return false;
}

fl_str fl_seal_file_of(fl_str name)
{
	const char *colon = name.len > 0 ? memchr(name.data, ':', name.len) : NULL;
	size_t at = colon ? (size_t)(colon - name.data) : 0;
	return colon && is_list(fl_str_slice(name, 0, at)) ? fl_str_slice(name, at + 1, name.len) : FL_STR("");
}

static bool names(const fl_seal *seal, fl_str list, fl_str file)
{
	for (size_t i = 0; i < seal->num_bound; i++)
		if (fl_str_starts(seal->bound[i].name, list) && fl_str_eq(fl_seal_file_of(seal->bound[i].name), file))
			return true;
	return false;
}

bool fl_seal_unnamed(const fl_seal *seal, const fl_round_spec *spec, fl_str list, fl_str file, bool *ret_plain)
{
	const struct { const fl_input *inputs; size_t count; } of[] = { { spec->dreams, spec->num_dreams },
									{ spec->earned, spec->num_earned },
									{ spec->flowers, spec->num_flowers } };
	*ret_plain = true;
	if (spec->num_dreams == 0 || !is_list(list) || names(seal, list, file))
		return false;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		for (size_t k = 0; k < of[i].count; k++)
			if (fl_str_eqz(list, lists[i]) && fl_str_eq(of[i].inputs[k].file, file))
				*ret_plain = of[i].inputs[k].plain;
	return true;
}

/* ---- what it holds -------------------------------------------------------------------------------------------------- */

typedef struct holding {
	fl_arena *arena;
	fl_bound *list;
	size_t len;
} holding;

/* Two packs may have one name: then the digest is over both. */
static fl_status hold(holding *h, fl_str name, const fl_digest *digest, fl_error *err)
{
	for (size_t i = 0; i < h->len; i++)
		if (fl_str_eq(h->list[i].name, name)) {
			fl_hasher both;
			fl_hasher_init(&both);
			fl_hasher_add(&both, h->list[i].digest.bytes, sizeof digest->bytes);
			fl_hasher_add(&both, digest->bytes, sizeof digest->bytes);
			h->list[i].digest = fl_hasher_final(&both);
			return FL_OK;
		}
	h->list[h->len] = (fl_bound){ .name = fl_arena_str(h->arena, name), .digest = *digest };
	return h->list[h->len++].name.data ? FL_OK : fl_enomem(err);
}

static fl_status hold_json(holding *h, fl_str name, fl_buf *json, fl_error *err)
{
	FL_TRY(fl_buf_status(json, err));
	fl_digest digest = fl_sha256(fl_buf_view(json));
	fl_buf_clear(json);
	return hold(h, name, &digest, err);
}

/* Each file by its name, with how it is read; "gift.csv" alone is {"file":"gift.csv"}. */
static fl_status hold_files(holding *h, fl_str list, fl_json files, fl_buf *json, fl_error *err)
{
	fl_buf name;
	fl_status status = FL_OK;
	fl_buf_init(&name, 1 << 16);
	for (size_t i = 0; status == FL_OK && i < fl_json_len(files); i++) {
		fl_json file = fl_json_at(files, i);
		bool plain = fl_json_type_of(file) != FL_JSON_OBJECT;
		fl_str path = fl_json_text(plain ? file : fl_json_get(file, "file"));
		fl_json_writer w;
		fl_json_start(&w, json, false);
		if (plain) {
			fl_json_begin_object(&w);
			fl_json_kv_str(&w, "file", path);
			fl_json_end_object(&w);
		} else {
			fl_json_put_value(&w, file, true);
		}
		fl_buf_clear(&name);
		fl_buf_printf(&name, "%.*s:%.*s", FL_STR_ARG(list), FL_STR_ARG(path));
		status = fl_buf_status(&name, err);
		if (status == FL_OK)
			status = hold_json(h, fl_buf_view(&name), json, err);
	}
	fl_buf_release(&name);
	return status;
}

static fl_status hold_members(holding *h, fl_json root, fl_error *err)
{
	fl_buf buf;
	fl_status status = FL_OK;
	fl_buf_init(&buf, FL_BUF_MAX_DEFAULT);
	for (size_t i = 0; status == FL_OK && i < fl_json_len(root); i++) {
		fl_json_writer w;
		fl_str member = fl_json_key(root, i);
		if (fl_seal_free(member))
			continue;
		if (is_list(member)) {
			status = hold_files(h, member, fl_json_at(root, i), &buf, err);
			continue;
		}
		fl_json_start(&w, &buf, false);
		fl_json_put_value(&w, fl_json_at(root, i), true);
		status = hold_json(h, member, &buf, err);
	}
	fl_buf_release(&buf);
	return status;
}

static size_t count_held(fl_json root)
{
	size_t count = fl_json_len(root);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		count += fl_json_len(fl_json_get(root, lists[i]));
	return count;
}

/* The round with the hash of a seed in the place of the seed: how a lottery is sealed, whether its seed is known or not. */
static fl_status hide_seed(fl_json root, fl_str round, fl_buf *ret, bool *ret_hidden, fl_error *err)
{
	fl_str order = fl_json_text(fl_json_get(fl_json_get(root, "policy"), "tie_order")), lottery = FL_STR("lottery:");
	char hex[65], assignment[120];
	*ret_hidden = fl_str_starts(order, lottery);
	if (!*ret_hidden)
		return FL_OK;
	fl_digest digest = fl_sha256(fl_str_slice(order, lottery.len, order.len));
	fl_digest_hex(&digest, hex);
	int len = snprintf(assignment, sizeof assignment, "policy.tie_order=%s%s", FL_LOTTERY_SEALED, hex);
	return fl_round_patch(round, "round.json", (fl_str){ assignment, (size_t)len }, ret, err);
}

static fl_status hold_round(holding *h, fl_str round, size_t num_files, fl_error *err)
{
	fl_json_doc *doc = NULL, *hidden = NULL;
	fl_buf text;
	bool seed = false;
	FL_TRY(fl_json_parse(round, "round.json", &doc, err));
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_status status = hide_seed(fl_json_root(doc), round, &text, &seed, err);
	if (status == FL_OK && seed)
		status = fl_json_parse(fl_buf_view(&text), "round.json", &hidden, err);
	fl_json root = fl_json_root(seed ? hidden : doc);
	h->list = status == FL_OK ? fl_arena_array(h->arena, count_held(root) + num_files + 1, sizeof *h->list) : NULL;
	if (status == FL_OK && !h->list)
		status = fl_enomem(err);
	if (status == FL_OK)
		status = hold_members(h, root, err);
	fl_json_free(hidden);
	fl_json_free(doc);
	fl_buf_release(&text);
	return status;
}

fl_status fl_seal_of(fl_str round, const fl_seal_file *files, size_t num_files, fl_arena *arena, fl_bound **ret, size_t *ret_count,
		     fl_error *err)
{
	holding h = { .arena = arena };
	FL_TRY(hold_round(&h, round, num_files, err));
	for (size_t i = 0; i < num_files; i++) {
		fl_buf name;
		fl_buf_init(&name, 1 << 16);
		fl_buf_printf(&name, "%.*s:%.*s", FL_STR_ARG(files[i].role), FL_STR_ARG(files[i].name));
		fl_status status = fl_buf_status(&name, err);
		if (status == FL_OK)
			status = hold(&h, fl_buf_view(&name), &files[i].digest, err);
		fl_buf_release(&name);
		FL_TRY(status);
	}
	if (h.len > 1)
		qsort(h.list, h.len, sizeof *h.list, fl_bound_cmp);
	*ret = h.list;
	*ret_count = h.len;
	return FL_OK;
}

/* ---- what differs, both sorted by name ------------------------------------------------------------------------------ */

fl_status fl_seal_changes(const fl_seal *seal, const fl_bound *now, size_t count, fl_arena *arena, fl_bound **ret, size_t *ret_count,
			  fl_error *err)
{
	size_t i = 0, k = 0, n = 0;
	fl_bound *list = fl_arena_array(arena, seal->num_bound + count + 1, sizeof *list);
	if (!list)
		return fl_enomem(err);
	while (i < seal->num_bound || k < count) {
		int order = i == seal->num_bound ? 1 : k == count ? -1 : fl_str_cmp(seal->bound[i].name, now[k].name);
		if (order < 0)
			list[n++] = (fl_bound){ .name = seal->bound[i].name, .gone = true };
		else if (order > 0 ? fl_seal_file_of(now[k].name).len == 0 : !fl_digest_same(&seal->bound[i].digest, &now[k].digest))
			list[n++] = now[k];
		i += order <= 0;
		k += order >= 0;
	}
	*ret = list;
	*ret_count = n;
	return FL_OK;
}

/* ---- entry by entry ------------------------------------------------------------------------------------------------- */

/* Both sorted by name: what was changed takes the place of what stood. */
static fl_status overlay(fl_seal *s, const fl_act *act, fl_arena *arena, fl_error *err)
{
	size_t i = 0, k = 0, n = 0;
	fl_bound *list = fl_arena_array(arena, s->num_bound + act->num_bound + 1, sizeof *list);
	if (!list)
		return fl_enomem(err);
	while (i < s->num_bound || k < act->num_bound) {
		int order = i == s->num_bound ? 1 : k == act->num_bound ? -1 : fl_str_cmp(s->bound[i].name, act->bound[k].name);
		if (order < 0)
			list[n++] = s->bound[i];
		else if (!act->bound[k].gone)
			list[n++] = act->bound[k];
		i += order <= 0;
		k += order >= 0;
	}
	s->bound = list;
	s->num_bound = n;
	s->broken[s->num_broken++] = act;
	return FL_OK;
}

fl_status fl_seal_after(const fl_entry *entries, size_t count, fl_arena *arena, fl_seal *ret, fl_error *err)
{
	size_t unsealings = 0;
	*ret = (fl_seal){ .seal = NULL };
	for (size_t i = 0; i < count; i++)
		unsealings += entries[i].act.kind == FL_ACT_UNSEAL;
	ret->broken = fl_arena_array(arena, unsealings + 1, sizeof *ret->broken);
	if (!ret->broken)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		const fl_act *act = &entries[i].act;
		if (act->kind == FL_ACT_SEAL && !ret->seal) {
			ret->seal = act;
			ret->bound = act->bound;
			ret->num_bound = act->num_bound;
		} else if (act->kind == FL_ACT_UNSEAL && ret->seal) {
			FL_TRY(overlay(ret, act, arena, err));
		} else if (act->kind == FL_ACT_REVEAL) {
			ret->revealed = act;
		}
	}
	return FL_OK;
}

int64_t fl_seal_flowers_before(const fl_seal *seal, const fl_entry *entries, size_t count)
{
	for (size_t i = 0; seal->seal && !seal->seal->late && i < count && entries[i].seq < seal->seal->seq; i++)
		if (fl_str_eqz(entries[i].step, "import") &&
		    (fl_entry_counted(&entries[i], "flowers_read") > 0 || fl_entry_counted(&entries[i], "earned_read") > 0))
			return entries[i].seq;
	return -1;
}
