/* SPDX-License-Identifier: Apache-2.0
 *
 * print_json.c - the verdict as JSON (florin-verdict/1; docs/reference/bundle.md).
 */
#include "check/print_verdict.h"

#include "base/json.h"
#include "base/rational.h"
#include "base/str.h"
#include "check/check_decisions.h"
#include "check/check_laid_down.h"
#include "domain/objective.h"

#include <stdio.h>

static void put_exact(fl_json_writer *w, const char *key, const mpq_t q, int direction)
{
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_mpq_print_short(&text, q, direction, NULL);
	fl_json_kv_str(w, key, fl_buf_view(&text));
	fl_buf_release(&text);
}

/* What rounding cost: optimum - objective. */
static void put_loss(fl_json_writer *w, const fl_verdict *verdict)
{
	mpq_t loss;
	mpq_init(loss);
	mpq_sub(loss, verdict->optimum, verdict->objective);
	put_exact(w, "rounding_loss", loss, 1);
	mpq_clear(loss);
}

static void put_proven(fl_json_writer *w, const fl_bundle *bundle, const fl_verdict *verdict)
{
	const char *taken[FL_CHECK_TAKEN_MAX];
	size_t count = fl_check_taken_over(bundle, taken);
	fl_json_kv_z(w, "outcome", fl_bundle_outcome_word(bundle->allocation->outcome));
	fl_json_kv_z(w, "unit", fl_unit_key(fl_objective_unit(bundle->spec)));
	put_exact(w, "objective", verdict->objective, -1);
	put_exact(w, "optimum", verdict->optimum, -1);
	put_loss(w, verdict);
	if (verdict->has_bound)
		put_exact(w, "bound", verdict->bound, 1);
	fl_json_put_key(w, "unique");
	fl_json_put_null(w); /* it is claimed in proof.json, and not proven here */
	fl_json_put_key(w, "taken_over");
	fl_json_begin_array(w);
	for (size_t i = 0; i < count; i++)
		fl_json_put_z(w, taken[i]);
	fl_json_end_array(w);
	fl_json_kv_z(w, "manifest", bundle->manifest);
}

static void put_matching(fl_json_writer *w, const fl_bundle_matching *m)
{
	fl_json_put_key(w, "matching");
	fl_json_begin_object(w);
	fl_json_kv_z(w, "outcome", m->outcome);
	fl_json_kv_i64(w, "matched", (int64_t)m->matched);
	fl_json_kv_i64(w, "partners", (int64_t)m->partners);
	fl_json_kv_i64(w, "total", m->total);
	fl_json_kv_i64(w, "bound", m->bound);
	fl_json_end_object(w);
}

void fl_check_print_json(const fl_bundle *bundle, const fl_verdict *verdict)
{
	fl_json_writer w;
	fl_buf buf;
	fl_buf_init(&buf, FL_BUF_MAX_DEFAULT);
	fl_json_start(&w, &buf, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-verdict/1");
	if (bundle->spec)
		fl_json_kv_str(&w, "round", bundle->spec->id);
	fl_json_kv_bool(&w, "verified", verdict->verified);
	fl_json_kv_z(&w, "why", verdict->why);
	if (verdict->verified)
		put_proven(&w, bundle, verdict);
	if (verdict->infeasible) {
		fl_json_kv_z(&w, "outcome", fl_bundle_outcome_word(bundle->allocation->outcome));
		fl_json_kv_bool(&w, "infeasible_proven", verdict->conflict[0] != '\0');
		fl_json_kv_z(&w, "conflict", verdict->conflict);
		fl_json_kv_z(&w, "manifest", bundle->manifest);
	}
	if (bundle->matching.there)
		put_matching(&w, &bundle->matching);
	if (bundle->journal.size > 0) {
		char hex[65];
		fl_digest_hex(&bundle->journal.roots[bundle->journal.reported - 1], hex);
		fl_json_kv_z(&w, "root", hex);
	}
	fl_check_decisions_put(bundle, &w);
	fl_check_laid_down_put(bundle, &w);
	if (bundle->signer[0])
		fl_json_kv_z(&w, "signer", bundle->signer);
	fl_json_end_object(&w);
	puts(buf.data ? buf.data : "");
	fl_buf_release(&buf);
}
