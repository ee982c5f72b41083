/* SPDX-License-Identifier: Apache-2.0
 *
 * act.c - an act to JSON and back (docs/reference/round-file.md).
 */
#include "domain/act.h"

#include "base/error.h"
#include "base/json_digest.h"
#include "base/str.h"

#include <stdlib.h>

static const char *const steps[FL_ACT_KINDS] = { "", "seal", "unseal", "reveal", "approve", "withdraw", "continue", "pass-on" };
/* What each calls the things that it binds. */
static const char *const lists[FL_ACT_KINDS] = { NULL, "seals", "changes", NULL, "files", NULL, "files", NULL };

const char *fl_act_step(fl_act_kind kind)
{
	return steps[kind];
}

fl_act_kind fl_act_kind_of(fl_str step)
{
	for (int kind = FL_ACT_SEAL; kind < FL_ACT_KINDS; kind++)
		if (fl_str_eqz(step, steps[kind]))
			return (fl_act_kind)kind;
	return FL_ACT_NONE;
}

int fl_bound_cmp(const void *a, const void *b)
{
	return fl_str_cmp(((const fl_bound *)a)->name, ((const fl_bound *)b)->name);
}

/* ---- writing: keys in byte order ------------------------------------------------------------------------------------ */

static void put_bound(fl_json_writer *w, const fl_act *act)
{
	fl_json_put_key(w, lists[act->kind]);
	fl_json_begin_object(w);
	for (size_t i = 0; i < act->num_bound; i++) {
		fl_json_put_key_str(w, act->bound[i].name);
		if (act->bound[i].gone)
			fl_json_put_null(w);
		else
			fl_json_put_digest(w, &act->bound[i].digest);
	}
	fl_json_end_object(w);
}

static void put_money(fl_json_writer *w, const fl_act *act)
{
	fl_json_put_key(w, "money");
	fl_json_begin_object(w);
	for (size_t i = 0; i < act->num_money; i++) {
		fl_json_put_key_str(w, act->money[i].pool);
		fl_json_put_i64(w, act->money[i].amount);
	}
	fl_json_end_object(w);
}

void fl_act_put(fl_json_writer *w, const fl_act *act)
{
	bool again = act->kind == FL_ACT_CONTINUE || act->kind == FL_ACT_PASS;
	bool about_awards = act->kind == FL_ACT_APPROVE || act->kind == FL_ACT_WITHDRAW || again;
	fl_json_begin_object(w);
	if (about_awards) {
		fl_json_kv_i64(w, "awarded", act->awarded);
		fl_json_kv_digest(w, "awards", &act->awards);
	}
	if (act->kind == FL_ACT_PASS)
		fl_json_kv_str(w, "file", act->file);
	if (act->kind == FL_ACT_UNSEAL || act->kind == FL_ACT_APPROVE || act->kind == FL_ACT_CONTINUE)
		put_bound(w, act);
	if (act->kind == FL_ACT_SEAL)
		fl_json_kv_bool(w, "late", act->late);
	if (again)
		put_money(w, act);
	if (act->kind == FL_ACT_APPROVE)
		fl_json_kv_i64(w, "of", act->of);
	if (again)
		fl_json_kv_str(w, "on", act->on);
	fl_json_kv_str(w, "person", act->person);
	if (act->kind == FL_ACT_PASS)
		fl_json_kv_digest(w, "root", &act->root);
	if (act->kind == FL_ACT_SEAL)
		put_bound(w, act);
	if (act->kind == FL_ACT_REVEAL)
		fl_json_kv_str(w, "seed", act->seed);
	if (act->kind == FL_ACT_UNSEAL || act->kind == FL_ACT_WITHDRAW)
		fl_json_kv_str(w, "why", act->why);
	fl_json_end_object(w);
}

/* ---- reading -------------------------------------------------------------------------------------------------------- */

static fl_status take_text(fl_json act, const char *key, fl_arena *arena, fl_str *ret, fl_error *err)
{
	fl_json v = fl_json_get(act, key);
	*ret = fl_arena_str(arena, fl_json_type_of(v) == FL_JSON_STRING ? fl_json_text(v) : FL_STR(""));
	return ret->data ? FL_OK : fl_enomem(err);
}

static fl_status take_bound(fl_json list, fl_arena *arena, fl_act *ret, fl_error *err)
{
	ret->num_bound = fl_json_len(list);
	ret->bound = fl_arena_array(arena, ret->num_bound + 1, sizeof *ret->bound);
	if (!ret->bound)
		return fl_enomem(err);
	for (size_t i = 0; i < ret->num_bound; i++) {
		fl_json v = fl_json_at(list, i);
		fl_bound *b = &ret->bound[i];
		b->name = fl_arena_str(arena, fl_json_key(list, i));
		if (!b->name.data)
			return fl_enomem(err);
		b->gone = fl_json_type_of(v) == FL_JSON_NULL;
		if (!b->gone && !fl_digest_read_hex(fl_json_text(v), &b->digest))
			return fl_error_set(err, FL_EPARSE, "an entry that binds '%.*s' by no digest", FL_STR_ARG(b->name));
	}
	if (ret->num_bound > 1)
		qsort(ret->bound, ret->num_bound, sizeof *ret->bound, fl_bound_cmp);
	return FL_OK;
}

static fl_status take_money(fl_json money, fl_arena *arena, fl_act *ret, fl_error *err)
{
	ret->num_money = fl_json_len(money);
	ret->money = fl_arena_array(arena, ret->num_money + 1, sizeof *ret->money);
	if (!ret->money)
		return fl_enomem(err);
	for (size_t i = 0; i < ret->num_money; i++) {
		ret->money[i].pool = fl_arena_str(arena, fl_json_key(money, i));
		if (!ret->money[i].pool.data)
			return fl_enomem(err);
		(void)fl_json_i64(fl_json_at(money, i), &ret->money[i].amount);
	}
	return FL_OK;
}

fl_status fl_act_take(fl_json act, fl_act_kind kind, fl_arena *arena, fl_act *ret, fl_error *err)
{
	*ret = (fl_act){ .kind = kind };
	if (fl_json_type_of(act) != FL_JSON_OBJECT)
		return fl_error_set(err, FL_EPARSE, "an entry '%s' that lays nothing down", steps[kind]);
	FL_TRY(take_text(act, "person", arena, &ret->person, err));
	FL_TRY(take_text(act, "why", arena, &ret->why, err));
	FL_TRY(take_text(act, "seed", arena, &ret->seed, err));
	FL_TRY(take_text(act, "on", arena, &ret->on, err));
	FL_TRY(take_text(act, "file", arena, &ret->file, err));
	FL_TRY(take_money(fl_json_get(act, "money"), arena, ret, err));
	ret->late = fl_json_bool(fl_json_get(act, "late"));
	(void)fl_json_i64(fl_json_get(act, "awarded"), &ret->awarded);
	(void)fl_json_i64(fl_json_get(act, "of"), &ret->of);
	(void)fl_digest_read_hex(fl_json_text(fl_json_get(act, "awards")), &ret->awards);
	(void)fl_digest_read_hex(fl_json_text(fl_json_get(act, "root")), &ret->root);
	return lists[kind] ? take_bound(fl_json_get(act, lists[kind]), arena, ret, err) : FL_OK;
}
