/* SPDX-License-Identifier: Apache-2.0
 *
 * audit_prove.c - the receipt of one dream: from its award up to the root that stands on the report.
 */
#include "base/error.h"
#include "base/str.h"
#include "domain/receipt.h"
#include "steps/award_tree.h"
#include "steps/find_dream.h"
#include "steps/give.h"
#include "steps/official.h"
#include "steps/reported.h"

typedef struct proving {
	fl_work w;
	fl_field field;
	fl_allocation *allocation;
	fl_chronicle chronicle;
	fl_reported reported;
	fl_award_list list;
	fl_buf leaf;
} proving;

static fl_status load_standing(proving *p, fl_error *err)
{
	fl_str proof;
	fl_published published;
	if (p->chronicle.standing[FL_STEP_ALLOCATE] < 0)
		return fl_error_at(err, FL_ESTATE, fl_store_name(p->w.store), 0, 0, "'allocate' comes first: it has not been run");
	p->reported = fl_reported_of(&p->chronicle);
	FL_TRY(fl_field_load(p->w.store, p->w.spec, false, &p->field, err));
	FL_TRY(fl_allocation_load(p->w.store, &p->field.facts, &p->allocation, &proof, &published, err));
	return fl_award_list_of(p->w.spec, &p->field, p->allocation->awards, &p->w.arena, &p->list, err);
}

/* From its result.json, which is kept as it was approved: the tables may hold another result by now. */
static fl_status load_official(proving *p, fl_error *err)
{
	fl_laid laid;
	fl_str result;
	FL_TRY(fl_laid_load(p->w.store, -1, &p->w.arena, &laid, err));
	FL_TRY(fl_laid_need_official(p->w.store, &laid, err));
	p->reported = fl_reported_official(&p->chronicle, &laid.approval);
	FL_TRY(fl_laid_official_file(p->w.store, &laid, FL_STR("result.json"), &p->w.arena, &result, err));
	return fl_award_list_read(result, "result.json", &p->w.arena, &p->list, err);
}

static fl_status find_leaf(proving *p, const fl_award_tree *tree, const char *dream, size_t *ret, fl_error *err)
{
	uint32_t ignored;
	for (*ret = 0; *ret < tree->count; ++*ret)
		if (fl_str_eqz(p->list.rows[tree->order[*ret]].id, dream))
			return FL_OK;
	if (!p->allocation)
		return fl_error_set(err, FL_ENOTFOUND, "there is no dream '%s' in the official result", dream);
	return fl_dream_find(&p->field.facts, dream, &ignored, err);
}

static fl_status prove(proving *p, const char *dream, fl_buf *out, fl_error *err)
{
	fl_award_tree tree;
	size_t index;
	const fl_chronicle *c = &p->chronicle;
	const fl_entry *entry = p->reported.awarded;
	FL_TRY(fl_award_tree_make(p->w.store, &p->list, &p->w.arena, &tree, err));
	FL_TRY(find_leaf(p, &tree, dream, &index, err));
	fl_digest awards = fl_merkle_root(tree.leaves, tree.count);
	if (!entry || !entry->has_awards || !fl_digest_same(&awards, &entry->awards))
		return fl_error_at(err, FL_EPARSE, fl_store_name(p->w.store), 0, 0,
				   "the awards in the file are not those of entry %lld of the journal", entry ? (long long)entry->seq : -1LL);
	FL_TRY(fl_award_leaf(p->w.store, &p->list, tree.order[index], &p->leaf, err));
	fl_receipt receipt = { .award = fl_buf_view(&p->leaf),
			       .entry = entry->text,
			       .awards = { .index = (int64_t)index, .size = (int64_t)tree.count },
			       .journal = { .index = entry->seq, .size = (int64_t)p->reported.size } };
	fl_merkle_path(tree.leaves, tree.count, index, &receipt.awards.path);
	fl_merkle_path(c->leaves, (size_t)receipt.journal.size, (size_t)entry->seq, &receipt.journal.path);
	receipt.root = fl_chronicle_root(c, (size_t)receipt.journal.size);
	fl_receipt_print(out, &receipt);
	return FL_OK;
}

fl_status fl_audit_prove(fl_round *round, const char *dream, bool official, fl_text *ret_text, fl_error *err)
{
	proving p = { .allocation = NULL };
	fl_buf out;
	*ret_text = (fl_text){ NULL, 0 };
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&p.leaf, 1 << 20);
	fl_status status = fl_work_open(&p.w, round, false, err);
	if (status == FL_OK)
		status = fl_chronicle_load(p.w.store, &p.w.arena, &p.chronicle, err);
	if (status == FL_OK)
		status = official ? load_official(&p, err) : load_standing(&p, err);
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
