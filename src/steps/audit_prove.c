/* SPDX-License-Identifier: Apache-2.0
 *
 * audit_prove.c - the receipt of one dream: from its award up to the root that stands on the report.
 */
#include "base/error.h"
#include "base/str.h"
#include "domain/approval.h"
#include "domain/receipt.h"
#include "steps/award_tree.h"
#include "steps/chronicle.h"
#include "steps/find_dream.h"
#include "steps/give.h"

typedef struct proving {
	fl_work w;
	fl_field field;
	fl_allocation *allocation;
	fl_chronicle chronicle;
	fl_buf leaf;
} proving;

static fl_status load(proving *p, fl_round *round, fl_error *err)
{
	fl_str proof;
	fl_published published;
	FL_TRY(fl_work_open(&p->w, round, false, err));
	FL_TRY(fl_chronicle_load(p->w.store, &p->w.arena, &p->chronicle, err));
	FL_TRY(fl_field_load(p->w.store, p->w.spec, false, &p->field, err));
	FL_TRY(fl_allocation_load(p->w.store, &p->field.facts, &p->allocation, &proof, &published, err));
	return p->chronicle.standing[FL_STEP_ALLOCATE] >= 0
		   ? FL_OK
		   : fl_error_at(err, FL_ESTATE, fl_store_name(p->w.store), 0, 0, "'allocate' comes first: it has not been run");
}

static fl_status find_leaf(const proving *p, const fl_award_tree *tree, const char *dream, size_t *ret, fl_error *err)
{
	for (*ret = 0; *ret < tree->count; ++*ret)
		if (fl_str_eqz(p->field.candidates[tree->order[*ret]].id, dream))
			return FL_OK;
	uint32_t ignored;
	return fl_dream_find(&p->field.facts, dream, &ignored, err);
}

/* Which entry awarded, and how much of the journal does the root on the report cover? */
typedef struct reported {
	const fl_entry *awarded;
	size_t size;
} reported;

/* The report names the root up to the verification; where nothing is verified yet, that of all entries. Where these awards are the
 * official ones, their report is the one that was approved, whatever was computed since: its awards and its verification are the
 * last that came before the approval. */
static reported report_of(const fl_chronicle *c)
{
	fl_approval approval;
	int64_t verified = c->standing[FL_STEP_VERIFY];
	reported r = { &c->entries[c->standing[FL_STEP_ALLOCATE]], verified >= 0 ? (size_t)verified + 1 : c->count };
	fl_approval_after(c->entries, c->count, &approval);
	if (fl_approval_of(&approval, r.awarded) != FL_OFFICIAL_YES)
		return r;
	const fl_act *act = approval.people[approval.num_people - 1];
	const fl_entry *awarded = fl_entry_find(c->entries, c->count, act->awarded);
	for (size_t i = 0; awarded && i < c->count && c->entries[i].seq < act->seq; i++)
		if (fl_str_eqz(c->entries[i].step, "verify"))
			r = (reported){ awarded, i + 1 };
	return r;
}

static fl_status prove(proving *p, const char *dream, fl_buf *out, fl_error *err)
{
	fl_award_tree tree;
	size_t index;
	const fl_chronicle *c = &p->chronicle;
	reported report = report_of(c);
	const fl_entry *entry = report.awarded;
	FL_TRY(fl_award_tree_make(p->w.store, p->w.spec, &p->field, p->allocation->awards, &p->w.arena, &tree, err));
	FL_TRY(find_leaf(p, &tree, dream, &index, err));
	fl_digest awards = fl_merkle_root(tree.leaves, tree.count);
	if (!entry->has_awards || !fl_digest_same(&awards, &entry->awards))
		return fl_error_at(err, FL_EPARSE, fl_store_name(p->w.store), 0, 0,
				   "the awards in the file are not those of entry %lld of the journal", (long long)entry->seq);
	FL_TRY(fl_award_leaf(p->w.store, p->w.spec, &p->field, p->allocation->awards, tree.order[index], &p->leaf, err));
	fl_receipt receipt = { .award = fl_buf_view(&p->leaf),
			       .entry = entry->text,
			       .awards = { .index = (int64_t)index, .size = (int64_t)tree.count },
			       .journal = { .index = entry->seq, .size = (int64_t)report.size } };
	fl_merkle_path(tree.leaves, tree.count, index, &receipt.awards.path);
	fl_merkle_path(c->leaves, (size_t)receipt.journal.size, (size_t)entry->seq, &receipt.journal.path);
	receipt.root = fl_chronicle_root(c, (size_t)receipt.journal.size);
	fl_receipt_print(out, &receipt);
	return FL_OK;
}

fl_status fl_audit_prove(fl_round *round, const char *dream, fl_text *ret_text, fl_error *err)
{
	proving p = { .allocation = NULL };
	fl_buf out;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&p.leaf, 1 << 20);
	fl_status status = load(&p, round, err);
	if (status == FL_OK)
		status = prove(&p, dream, &out, err);
	if (status == FL_OK)
		status = fl_give_text(&out, ret_text, err);
	fl_buf_release(&out);
	fl_buf_release(&p.leaf);
	fl_allocation_free(p.allocation);
	fl_field_release(&p.field);
	return fl_work_end(&p.w, status, err);
}
