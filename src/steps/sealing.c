/* SPDX-License-Identifier: Apache-2.0
 *
 * sealing.c - a sealed round is laid down anew: nothing that is sealed may be another, or somebody answers for it by name.
 *
 * What is compared are the digests of domain/seal.h, so another order of keys or a title is no change.
 */
#include "steps/sealing.h"

#include "base/error.h"
#include "base/str.h"
#include "steps/source_aliases.h"

#define NAMES_SHOWN 4

fl_status fl_sealing_load(fl_work *w, fl_sealing *ret, fl_error *err)
{
	FL_TRY(fl_acts_load(w->store, -1, &w->arena, &ret->acts, err));
	return fl_seal_after(ret->acts.entries, ret->acts.count, &w->arena, &ret->seal, err);
}

fl_status fl_sealing_of(const fl_document *documents, size_t count, fl_arena *arena, fl_bound **ret, size_t *ret_count, fl_error *err)
{
	fl_str round = FL_STR("{}");
	size_t n = 0;
	fl_seal_file *files = fl_arena_array(arena, count + 1, sizeof *files);
	if (!files)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		const fl_document *d = &documents[i];
		if (fl_str_eqz(d->role, "round"))
			round = d->bytes;
		else if (!fl_str_eqz(d->role, "source") && !fl_str_eqz(d->role, "pabulib") && !fl_str_eqz(d->role, FL_ROLE_ALIASES))
			files[n++] = (fl_seal_file){ d->role, d->name, d->digest };
	}
	return fl_seal_of(round, files, n, arena, ret, ret_count, err);
}

/* ---- the seed of the lottery ---------------------------------------------------------------------------------------- */

static fl_status put_seed(fl_source *source, fl_document *round, fl_str seed, fl_error *err)
{
	fl_buf assignment, text;
	fl_json_writer w;
	fl_json_doc *json = NULL;
	fl_buf_init(&assignment, 1 << 16);
	fl_buf_init(&text, FL_ROUND_FILE_MAX);
	fl_buf_puts(&assignment, "policy.tie_order=");
	fl_buf lottery;
	fl_buf_init(&lottery, 1 << 16);
	fl_buf_printf(&lottery, "lottery:%.*s", FL_STR_ARG(seed));
	fl_json_start(&w, &assignment, false);
	fl_json_put_str(&w, fl_buf_view(&lottery));
	fl_status status = fl_buf_status(&assignment, err);
	if (status == FL_OK)
		status = fl_round_patch(round->bytes, "round.json", fl_buf_view(&assignment), &text, err);
	if (status == FL_OK)
		status = fl_json_parse(fl_buf_view(&text), "round.json", &json, err);
	if (status == FL_OK) {
		fl_json_free(source->json);
		source->json = json;
		round->bytes = fl_arena_str(&source->arena, fl_buf_view(&text));
		round->digest = fl_sha256(round->bytes);
		status = round->bytes.data ? FL_OK : fl_enomem(err);
	}
	fl_buf_release(&lottery);
	fl_buf_release(&text);
	fl_buf_release(&assignment);
	return status;
}

fl_status fl_sealing_keep_seed(const fl_sealing *sealing, fl_source *source, fl_error *err)
{
	const fl_act *revealed = sealing->seal.revealed;
	const fl_policy *policy = &source->spec->policy;
	fl_digest digest = revealed ? fl_sha256(revealed->seed) : policy->seed_digest;
	if (!revealed || !policy->seed_sealed || !fl_digest_same(&digest, &policy->seed_digest))
		return FL_OK;
	for (size_t i = 0; i < source->num_documents; i++)
		if (fl_str_eqz(source->documents[i].role, "round"))
			return put_seed(source, &source->documents[i], revealed->seed, err);
	return FL_OK;
}

/* ---- a change ------------------------------------------------------------------------------------------------------- */

static fl_status refuse(const fl_work *w, const fl_seal *seal, const fl_bound *changes, size_t count, fl_error *err)
{
	fl_buf names;
	fl_buf_init(&names, 1 << 20);
	for (size_t i = 0; i < count && i < NAMES_SHOWN; i++) {
		fl_str file = fl_seal_file_of(changes[i].name);
		fl_buf_printf(&names, "%s'%.*s'%s", i > 0 ? ", " : "", FL_STR_ARG(file.len > 0 ? file : changes[i].name),
			      file.len == 0 ? "" : changes[i].gone ? " (left out)" : " (how it is read)");
	}
	if (count > NAMES_SHOWN)
		fl_buf_printf(&names, " and %zu more", count - NAMES_SHOWN);
	fl_status status = fl_buf_status(&names, err);
	if (status == FL_OK)
		status = fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0,
				     "sealed by %.*s in entry %lld, and this would change %.*s: it is refused without --unseal, --by and --why, "
				     "which every report would show",
				     FL_STR_ARG(seal->seal->person), (long long)seal->seal->seq, FL_STR_ARG(fl_buf_view(&names)));
	fl_buf_release(&names);
	return status;
}

fl_status fl_sealing_change(fl_work *w, const fl_sealing *sealing, bool *ret_unsealed, fl_error *err)
{
	fl_bound *now, *changes;
	size_t count, num_changes;
	const fl_unsealing *unseal = w->options.unseal;
	*ret_unsealed = false;
	if (!sealing->seal.seal)
		return FL_OK;
	FL_TRY(fl_sealing_of(w->documents, w->num_documents, &w->arena, &now, &count, err));
	FL_TRY(fl_seal_changes(&sealing->seal, now, count, &w->arena, &changes, &num_changes, err));
	if (num_changes == 0)
		return FL_OK;
	if (!unseal)
		return refuse(w, &sealing->seal, changes, num_changes, err);
	FL_TRY(fl_act_check_words("by", unseal->by, err));
	FL_TRY(fl_act_check_words("why", unseal->why, err));
	*ret_unsealed = true;
	return fl_act_append(w->store,
			     &(fl_act){ .kind = FL_ACT_UNSEAL,
					.person = fl_str_trim(fl_str_of(unseal->by)),
					.why = fl_str_trim(fl_str_of(unseal->why)),
					.bound = changes,
					.num_bound = num_changes },
			     w->options.now, err);
}
