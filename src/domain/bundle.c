/* SPDX-License-Identifier: Apache-2.0
 *
 * bundle.c - the files of an audit bundle as bytes (docs/reference/bundle.md). bundle_read.c is the way back.
 * The facts are in bundle_facts.c.
 *
 * The same records give the same bytes.
 */
#include "domain/bundle.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/proof_json.h"

const char *fl_bundle_outcome_word(fl_outcome outcome)
{
	static const char *const words[] = { "optimal", "feasible", "infeasible" };
	return words[outcome];
}

const char *fl_bundle_standing_word(fl_standing standing)
{
	static const char *const words[] = { "qualified", "below-threshold", "duplicate", "ineligible" };
	return words[standing];
}

/* One award with its payments, which start at *next and are sorted by dream. */
static void put_award(fl_json_writer *w, const fl_round_spec *spec, fl_str id, const fl_allocation *allocation,
		      size_t dream, size_t *next)
{
	fl_json_begin_object(w);
	fl_json_kv_str(w, "dream", id);
	fl_json_kv_i64(w, "amount", allocation->awards[dream].amount);
	fl_json_put_key(w, "payments");
	fl_json_begin_array(w);
	for (; *next < allocation->num_payments && allocation->payments[*next].dream == dream; ++*next) {
		const fl_payment *payment = &allocation->payments[*next];
		fl_json_begin_object(w);
		fl_json_kv_str(w, "pool", spec->pools[payment->pool].id);
		fl_json_kv_i64(w, "amount", payment->amount);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
	fl_json_end_object(w);
}

void fl_bundle_awards(fl_buf *buf, const fl_round_spec *spec, const fl_candidate *dreams,
		      const fl_allocation *allocation)
{
	fl_json_writer w;
	fl_buf objective;
	size_t next = 0;
	fl_buf_init(&objective, FL_BUF_MAX_DEFAULT);
	fl_proof_number_print(&objective, allocation->objective);
	fl_json_start(&w, buf, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-awards/1");
	fl_json_kv_z(&w, "outcome", fl_bundle_outcome_word(allocation->outcome));
	fl_json_kv_str(&w, "objective", fl_buf_view(&objective));
	fl_json_kv_i64(&w, "granularity", allocation->granularity);
	fl_json_put_key(&w, "awards");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < allocation->num_candidates; i++) {
		bool paid = next < allocation->num_payments && allocation->payments[next].dream == i;
		if (paid || allocation->awards[i].amount != 0)
			put_award(&w, spec, dreams[i].id, allocation, i, &next);
	}
	fl_json_end_array(&w);
	fl_json_end_object(&w);
	fl_buf_putc(buf, '\n');
	if (objective.status != FL_OK)
		buf->status = objective.status;
	fl_buf_release(&objective);
}

fl_bundle_file fl_bundle_file_of(const char *name, fl_str bytes)
{
	fl_bundle_file file = { .name = fl_str_of(name) };
	fl_digest digest = fl_sha256(bytes);
	fl_digest_hex(&digest, file.digest);
	return file;
}

void fl_bundle_manifest(fl_buf *buf, const fl_bundle_file *files, size_t num_files)
{
	fl_json_writer w;
	fl_json_start(&w, buf, true);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", "florin-bundle/2");
	fl_json_put_key(&w, "files");
	fl_json_begin_object(&w);
	for (size_t i = 0; i < num_files; i++) {
		fl_json_put_key_str(&w, files[i].name);
		fl_json_put_z(&w, files[i].digest);
	}
	fl_json_end_object(&w);
	fl_json_end_object(&w);
	fl_buf_putc(buf, '\n');
}
