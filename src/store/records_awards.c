/* SPDX-License-Identifier: Apache-2.0
 *
 * records_awards.c - an allocation in tables: awards, payments, limits with their prices; verdicts; written files.
 *
 * Exact numbers are text "p/q" without a limit of length. What they mean is domain/award.h; the proof passes through
 * as bytes.
 */
#include "store/records.h"

#include "base/error.h"
#include "base/rational.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/load.h"
#include "store/statements.h"

static fl_status store_limit(fl_store *store, size_t id, const fl_limit_line *line, fl_buf *scratch, fl_error *err)
{
	fl_buf_clear(scratch);
	if (line->has_price)
		fl_mpq_print(scratch, line->price);
	FL_TRY(fl_buf_status(scratch, err));
	fl_value price = FL_TEXT(fl_buf_view(scratch));
	if (!line->has_price)
		price.kind = FL_VALUE_NULL;
	return fl_store_run(store, FL_SQL_ADD_LIMIT,
			    FL_ARGS(FL_INT((int64_t)id), FL_TEXT(line->name), FL_INT(line->is_pool),
				    FL_INT_IF(line->has_min, line->min), FL_INT_IF(line->has_max, line->max),
				    FL_INT(line->awarded), price, FL_TEXT(line->conflict), FL_TEXT(line->mend)),
			    err);
}

static fl_status store_head(fl_store *store, const fl_allocation *a, fl_str proof, fl_published published,
			    fl_buf *scratch, fl_error *err)
{
	fl_buf_clear(scratch);
	fl_mpq_print(scratch, a->objective);
	FL_TRY(fl_buf_status(scratch, err));
	return fl_store_run(store, FL_SQL_ADD_ALLOCATION,
			    FL_ARGS(FL_INT(a->outcome), FL_TEXT(fl_buf_view(scratch)), FL_INT(a->nodes),
				    FL_INT(a->pivots), FL_TEXT(a->note), FL_INT(a->granularity), FL_INT(published),
				    FL_BLOB(proof)),
			    err);
}

static fl_status store_rows(fl_store *store, const fl_facts *facts, const fl_allocation *a, fl_buf *scratch,
			    fl_error *err)
{
	for (size_t i = 0; i < a->num_limits; i++)
		FL_TRY(store_limit(store, i, &a->limits[i], scratch, err));
	for (size_t i = 0; i < a->num_candidates; i++) {
		const fl_award *award = &a->awards[i];
		FL_TRY(fl_store_run(store, FL_SQL_ADD_AWARD,
				    FL_ARGS(FL_INT(facts->first + (int64_t)i), FL_INT(award->amount),
					    FL_INT(award->reason), FL_INT(award->needs),
					    FL_INT_IF(award->limit != UINT32_MAX, award->limit)),
				    err));
	}
	for (size_t i = 0; i < a->num_payments; i++) {
		const fl_payment *p = &a->payments[i];
		FL_TRY(fl_store_run(store, FL_SQL_ADD_PAYMENT,
				    FL_ARGS(FL_INT(facts->first + p->dream), FL_INT(p->pool), FL_INT(p->amount)),
				    err));
	}
	return FL_OK;
}

fl_status fl_allocation_store(fl_store *store, const fl_facts *facts, const fl_allocation *allocation, fl_str proof,
			      fl_published published, fl_error *err)
{
	fl_buf scratch;
	fl_buf_init(&scratch, FL_BUF_MAX_DEFAULT);
	fl_status status = store_head(store, allocation, proof, published, &scratch, err);
	if (status == FL_OK)
		status = store_rows(store, facts, allocation, &scratch, err);
	fl_buf_release(&scratch);
	return status;
}

/* Exact text of any length, copied into an arena, so that a NUL stands behind it; 'q' is initialised. */
static bool read_exact(fl_str text, mpq_t q)
{
	if (text.len == 0 || mpq_set_str(q, text.data, 10) != 0 || mpz_sgn(mpq_denref(q)) == 0)
		return false;
	mpq_canonicalize(q);
	return true;
}

static fl_status load_head(fl_store *store, fl_allocation *a, fl_str *ret_proof, fl_published *ret_published,
			   fl_error *err)
{
	fl_cursor rows;
	bool failed = false, found = false, exact = true;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_ALLOCATION, NULL, 0, err));
	if (fl_cursor_next(&rows)) {
		found = true;
		a->outcome = (fl_outcome)fl_cursor_int(&rows, 0);
		fl_str objective = fl_cursor_copy(&rows, 1, &a->arena, &failed);
		exact = failed || read_exact(objective, a->objective);
		a->nodes = fl_cursor_int(&rows, 2);
		a->pivots = fl_cursor_int(&rows, 3);
		a->note = fl_cursor_copy(&rows, 4, &a->arena, &failed);
		a->granularity = fl_cursor_int(&rows, 5);
		*ret_published = (fl_published)fl_cursor_int(&rows, 6);
		*ret_proof = fl_cursor_copy(&rows, 7, &a->arena, &failed);
	}
	FL_TRY(fl_cursor_close(&rows, err));
	if (failed)
		return fl_enomem(err);
	if (!exact)
		return fl_load_stray(store, "the objective", err);
	return found ? FL_OK : fl_error_at(err, FL_ESTATE, fl_store_name(store), 0, 0, "nothing is allocated yet");
}

static bool read_limit(const fl_cursor *rows, fl_arena *arena, fl_limit_line *line, bool *failed)
{
	mpq_init(line->price); /* fl_allocation_free clears it */
	line->name = fl_cursor_copy(rows, 0, arena, failed);
	line->is_pool = fl_cursor_int(rows, 1) != 0;
	line->has_min = !fl_cursor_null(rows, 2);
	line->min = fl_cursor_int(rows, 2);
	line->has_max = !fl_cursor_null(rows, 3);
	line->max = fl_cursor_int(rows, 3);
	line->awarded = fl_cursor_int(rows, 4);
	line->has_price = !fl_cursor_null(rows, 5);
	fl_str price = fl_cursor_copy(rows, 5, arena, failed);
	line->conflict = fl_cursor_copy(rows, 6, arena, failed);
	line->mend = fl_cursor_copy(rows, 7, arena, failed);
	return *failed || !line->has_price || read_exact(price, line->price);
}

static fl_status load_limits(fl_store *store, fl_allocation *a, fl_error *err)
{
	int64_t count;
	FL_TRY(fl_store_int(store, FL_SQL_COUNT_LIMITS, NULL, 0, 0, &count, err));
	a->limits = fl_arena_array(&a->arena, (size_t)count + 1, sizeof(*a->limits));
	if (!a->limits)
		return fl_enomem(err);
	fl_cursor rows;
	bool failed = false, good = true;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_LIMITS, NULL, 0, err));
	while (!failed && good && a->num_limits < (size_t)count && fl_cursor_next(&rows))
		good = read_limit(&rows, &a->arena, &a->limits[a->num_limits++], &failed);
	FL_TRY(fl_cursor_close(&rows, err));
	if (failed)
		return fl_enomem(err);
	return good ? FL_OK : fl_load_stray(store, "a price", err);
}

static fl_status load_awards(fl_store *store, const fl_facts *facts, fl_allocation *a, fl_error *err)
{
	fl_cursor rows;
	bool stray = false;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_AWARDS, NULL, 0, err));
	while (!stray && fl_cursor_next(&rows)) {
		uint32_t i = 0;
		stray = !fl_load_index(facts, fl_cursor_int(&rows, 0), &i);
		if (stray)
			break;
		a->awards[i] = (fl_award){
			.amount = fl_cursor_int(&rows, 1),
			.reason = (fl_reason)fl_cursor_int(&rows, 2),
			.needs = fl_cursor_int(&rows, 3),
			.limit = fl_cursor_null(&rows, 4) ? UINT32_MAX : (uint32_t)fl_cursor_int(&rows, 4),
		};
		stray = a->awards[i].limit != UINT32_MAX && a->awards[i].limit >= a->num_limits;
	}
	FL_TRY(fl_cursor_close(&rows, err));
	return stray ? fl_load_stray(store, "an award", err) : FL_OK;
}

static fl_status load_payments(fl_store *store, const fl_facts *facts, fl_allocation *a, fl_error *err)
{
	int64_t count;
	FL_TRY(fl_store_int(store, FL_SQL_COUNT_PAYMENTS, NULL, 0, 0, &count, err));
	a->payments = fl_arena_array(&a->arena, (size_t)count + 1, sizeof(*a->payments));
	if (!a->payments)
		return fl_enomem(err);
	fl_cursor rows;
	bool stray = false;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_PAYMENTS, NULL, 0, err));
	while (!stray && a->num_payments < (size_t)count && fl_cursor_next(&rows)) {
		fl_payment *p = &a->payments[a->num_payments++];
		stray = !fl_load_index(facts, fl_cursor_int(&rows, 0), &p->dream);
		p->pool = (uint32_t)fl_cursor_int(&rows, 1);
		p->amount = fl_cursor_int(&rows, 2);
		stray = stray || p->pool >= a->num_limits;
	}
	FL_TRY(fl_cursor_close(&rows, err));
	return stray ? fl_load_stray(store, "a payment", err) : FL_OK;
}

fl_status fl_allocation_load(fl_store *store, const fl_facts *facts, fl_allocation **ret_allocation,
			     fl_str *ret_proof, fl_published *ret_published, fl_error *err)
{
	fl_allocation *a = fl_allocation_new(facts->num_dreams);
	if (!a)
		return fl_enomem(err);
	fl_status status = load_head(store, a, ret_proof, ret_published, err);
	if (status == FL_OK)
		status = load_limits(store, a, err);
	if (status == FL_OK)
		status = load_awards(store, facts, a, err);
	if (status == FL_OK)
		status = load_payments(store, facts, a, err);
	if (status != FL_OK) {
		fl_allocation_free(a);
		return status;
	}
	*ret_allocation = a;
	return FL_OK;
}

fl_status fl_verdict_store(fl_store *store, const fl_verdict_record *verdict, fl_error *err)
{
	fl_value bound = FL_TEXT(verdict->bound);
	if (verdict->bound.len == 0)
		bound.kind = FL_VALUE_NULL;
	return fl_store_run(store, FL_SQL_ADD_VERDICT,
			    FL_ARGS(FL_INT(verdict->verified), FL_TEXT(verdict->why), FL_TEXT(verdict->objective),
				    FL_TEXT(verdict->optimum), bound),
			    err);
}

fl_status fl_verdict_load(fl_store *store, fl_arena *arena, fl_verdict_record *ret, fl_error *err)
{
	fl_cursor rows;
	bool failed = false, found = false;
	FL_TRY(fl_cursor_open(&rows, store, FL_SQL_GET_VERDICT, NULL, 0, err));
	if (fl_cursor_next(&rows)) {
		found = true;
		ret->verified = fl_cursor_int(&rows, 0) != 0;
		ret->why = fl_cursor_copy(&rows, 1, arena, &failed);
		ret->objective = fl_cursor_copy(&rows, 2, arena, &failed);
		ret->optimum = fl_cursor_copy(&rows, 3, arena, &failed);
		ret->bound = fl_cursor_copy(&rows, 4, arena, &failed);
	}
	FL_TRY(fl_cursor_close(&rows, err));
	if (failed)
		return fl_enomem(err);
	return found ? FL_OK : fl_error_at(err, FL_ESTATE, fl_store_name(store), 0, 0, "nothing is verified yet");
}

fl_status fl_output_add(fl_store *store, const fl_output_record *output, fl_error *err)
{
	return fl_store_run(store, FL_SQL_ADD_OUTPUT,
			    FL_ARGS(FL_TEXT(output->name), FL_DIGEST(&output->digest), FL_INT(output->size)), err);
}

fl_status fl_outputs_load(fl_store *store, fl_arena *arena, fl_output_record **ret_outputs, size_t *ret_count,
			  fl_error *err)
{
	FL_VEC(fl_output_record) list = { 0 };
	fl_cursor rows;
	fl_status status = fl_cursor_open(&rows, store, FL_SQL_GET_OUTPUTS, NULL, 0, err);
	while (status == FL_OK && fl_cursor_next(&rows)) {
		bool failed = false;
		fl_output_record output = {
			.name = fl_cursor_copy(&rows, 0, arena, &failed),
			.digest = fl_cursor_digest(&rows, 1),
			.size = fl_cursor_int(&rows, 2),
		};
		if (failed || !fl_vec_push(&list, output))
			status = fl_enomem(err);
	}
	return fl_load_end(&rows, status, arena, list.items, list.len, sizeof(*list.items), (void **)ret_outputs,
			   ret_count, err);
}
