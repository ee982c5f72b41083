/* SPDX-License-Identifier: Apache-2.0
 *
 * step_seal.c - the round is sealed before its flowers are read; the seed of its lottery is revealed after.
 */
#include "base/error.h"
#include "base/str.h"
#include "steps/init.h"
#include "steps/sealing.h"

/* ---- sealing -------------------------------------------------------------------------------------------------------- */

/* Has anything been read that counts flowers? */
static fl_status read_flowers(fl_work *w, bool *ret, fl_error *err)
{
	fl_facts facts = { 0 };
	fl_digest plan;
	int64_t open;
	*ret = false;
	for (size_t i = 0; i < w->num_files; i++)
		*ret = *ret || (!fl_str_eqz(w->files[i].role, "dreams") && w->files[i].read > 0);
	FL_TRY(fl_imports_get_open(w->store, &open, &plan, err));
	*ret = *ret || open != 0;
	fl_status status = fl_facts_load(w->store, &facts, err);
	for (size_t i = 0; status == FL_OK && i < facts.num_dreams; i++)
		*ret = *ret || facts.dreams[i].stated_flowers >= 0;
	fl_facts_release(&facts);
	return status;
}

static fl_status check_early(fl_work *w, bool late, bool *ret_late, fl_error *err)
{
	bool read;
	FL_TRY(read_flowers(w, &read, err));
	*ret_late = read;
	if (read && !late)
		return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0,
				   "flowers have been read already: a seal comes before them (--late seals all the same, and every report says so)");
	if (!read && late)
		return fl_error_at(err, FL_EINVAL, fl_store_name(w->store), 0, 0, "no flowers have been read yet: this seal is not late");
	return FL_OK;
}

static void count(const fl_act *act, fl_seal_summary *sum)
{
	sum->late = act->late;
	for (size_t i = 0; i < act->num_bound; i++)
		if (memchr(act->bound[i].name.data, ':', act->bound[i].name.len))
			sum->files++;
		else
			sum->settings++;
}

static fl_status seal(fl_work *w, const char *by, bool late, int64_t now, fl_seal_summary *sum, fl_error *err)
{
	fl_sealing sealing;
	fl_act act = { .kind = FL_ACT_SEAL, .person = fl_str_trim(fl_str_of(by)) };
	FL_TRY(fl_sealing_load(w, &sealing, err));
	sum->unchanged = sealing.seal.seal != NULL;
	if (sum->unchanged) {
		count(sealing.seal.seal, sum);
		return FL_OK;
	}
	FL_TRY(check_early(w, late, &act.late, err));
	FL_TRY(fl_sealing_of(w->documents, w->num_documents, &w->arena, &act.bound, &act.num_bound, err));
	count(&act, sum);
	FL_TRY(fl_act_append(w->store, &act, now, err));
	return fl_store_commit(w->store, err);
}

fl_status fl_round_seal(fl_round *round, const char *by, bool late, const fl_options *options, fl_seal_summary *ret_summary,
			fl_error *err)
{
	fl_work w;
	*ret_summary = (fl_seal_summary){ 0 };
	FL_TRY(fl_act_check_words("by", by, err));
	fl_status status = fl_work_open(&w, round, true, err);
	if (status == FL_OK)
		status = seal(&w, by, late, options->now, ret_summary, err);
	return fl_work_end(&w, status, err);
}

/* ---- revealing ------------------------------------------------------------------------------------------------------ */

static fl_status check_seed(const fl_policy *policy, fl_str seed, const fl_seal *seal, bool *ret_known, fl_error *err)
{
	fl_digest digest = fl_sha256(seed);
	char hex[65], sealed[65];
	*ret_known = seal->revealed && policy->tie_order == FL_TIE_LOTTERY && fl_str_eq(policy->lottery_seed, seed) &&
		     fl_str_eq(seal->revealed->seed, seed);
	if (*ret_known)
		return FL_OK;
	if (!policy->seed_sealed)
		return fl_error_set(err, FL_ESTATE, "the round has no sealed seed: its 'tie_order' is not '" FL_LOTTERY_SEALED "HEX'");
	fl_digest_hex(&digest, hex);
	fl_digest_hex(&policy->seed_digest, sealed);
	if (!fl_digest_same(&digest, &policy->seed_digest))
		return fl_error_set(err, FL_EINVAL, "this is not the sealed seed: its SHA-256 is %s, the sealed one %s", hex, sealed);
	return FL_OK;
}

/* The round as it stands, laid down anew: fl_sealing_keep_seed would do the rest, but the act is not in the journal yet. */
static fl_status lay_down(fl_round *round, fl_work *w, const fl_act *act, const fl_options *options, fl_error *err)
{
	fl_source source;
	fl_init_summary sum;
	fl_sealing revealed = { .seal.revealed = act };
	fl_options plain = *options;
	plain.unseal = NULL;
	fl_status status = fl_source_scenario(&source, w->documents, w->num_documents, FL_STR(""), FL_STR(""), NULL, err);
	if (status == FL_OK)
		status = fl_sealing_keep_seed(&revealed, &source, err);
	fl_store_rollback(w->store); /* the look is over; the step has a transaction of its own */
	if (status == FL_OK)
		status = fl_init_store(round->store, &source, &plain, act, &sum, err);
	fl_source_release(&source);
	return status;
}

fl_status fl_round_reveal(fl_round *round, const char *by, const char *seed, const fl_options *options, bool *ret_changed, fl_error *err)
{
	fl_work w;
	fl_sealing sealing;
	bool known = false;
	fl_act act = { .kind = FL_ACT_REVEAL, .person = fl_str_trim(fl_str_of(by)), .seed = fl_str_of(seed) };
	*ret_changed = false;
	FL_TRY(fl_act_check_words("by", by, err));
	FL_TRY(fl_act_check_words("reveal", seed, err));
	fl_status status = fl_work_open(&w, round, true, err);
	if (status == FL_OK)
		status = fl_sealing_load(&w, &sealing, err);
	if (status == FL_OK)
		status = check_seed(&w.spec->policy, act.seed, &sealing.seal, &known, err);
	if (status == FL_OK && !known)
		status = lay_down(round, &w, &act, options, err);
	*ret_changed = status == FL_OK && !known;
	return fl_work_end(&w, status, err);
}
