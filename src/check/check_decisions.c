/* SPDX-License-Identifier: Apache-2.0
 *
 * check_decisions.c - what people laid down, in a bundle.
 *
 * For the auditor. Which decisions are in force is settled anew, and each must have its effect in the facts, as nothing else may have
 * (verify/decided.c). The entries of the journal hold the same decisions: so none can be left out, added or changed without another
 * root.
 */
#include "check/check_decisions.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/entry.h"
#include "verify/checks.h"

#define SHOWN 20 /* exceptions to the method */

fl_status fl_check_decisions(fl_str text, bool there, fl_bundle *b, fl_verdict *verdict, fl_error *err)
{
	fl_decided *d = &b->decided;
	fl_bundle_decision *lines = NULL;
	d->spec = b->spec;
	d->facts = &b->facts;
	if (!there) {
		fl_verify_undecided(&b->facts, verdict);
		return FL_OK;
	}
	FL_TRY(fl_bundle_decisions_read(text, FL_BUNDLE_DECISIONS, &b->arena, &lines, &d->count, err));
	d->lines = lines;
	return fl_verify_decided(d, &b->arena, verdict, err);
}

/* ---- the journal ---------------------------------------------------------------------------------------------------- */

static bool same(const fl_decision *a, const fl_decision *b)
{
	return a->seq == b->seq && a->at == b->at && fl_str_eq(a->kind, b->kind) && fl_str_eq(a->subject, b->subject) &&
	       fl_str_eq(a->other, b->other) && fl_str_eq(a->value, b->value) && fl_str_eq(a->code, b->code) &&
	       fl_str_eq(a->person, b->person) && fl_str_eq(a->why, b->why) && fl_digest_same(&a->seen, &b->seen);
}

void fl_check_decisions_entered(const fl_bundle *b, fl_verdict *verdict)
{
	const fl_bundle_journal *j = &b->journal;
	size_t next = 0;
	if (j->redacted)
		return;
	for (size_t i = 0; i < j->num_entries; i++) {
		const fl_entry *entry = &j->entries[i];
		for (size_t k = 0; fl_str_eqz(entry->step, FL_ENTRY_DECIDE) && k < entry->num_decisions; k++, next++)
			if (next >= b->decided.count || !same(&b->decided.lines[next].decision, &entry->decisions[k])) {
				fl_verify_no(verdict, "the decision of entry %lld stands otherwise in " FL_BUNDLE_DECISIONS ", or is missing",
					     (long long)entry->seq);
				return;
			}
	}
	if (next < b->decided.count)
		fl_verify_no(verdict, "line %zu of " FL_BUNDLE_DECISIONS " is a decision of which the journal knows nothing", next + 1);
}

/* ---- saying it ------------------------------------------------------------------------------------------------------ */

static bool is_exception(const fl_decision *d)
{
	return fl_decision_class(d) == FL_RULING_EXCEPTION;
}

static void say_exception(const fl_decision *d, fl_buf *out)
{
	fl_buf_puts(out, "           exception for '");
	fl_buf_safe(out, d->subject);
	fl_buf_puts(out, "' by ");
	fl_buf_safe(out, d->person);
	if (d->why.len > 0) {
		fl_buf_puts(out, ", because: ");
		fl_buf_safe(out, d->why);
	}
	fl_buf_putc(out, '\n');
}

void fl_check_decisions_say(const fl_bundle *b, fl_buf *out)
{
	const fl_decision_book *book = &b->decided.book;
	size_t exceptions = 0;
	if (b->decided.count == 0)
		return;
	fl_buf_printf(out, "decided    %zu %s of people, %zu in force\n", b->decided.count, b->decided.count == 1 ? "decision" : "decisions", book->num_in_force);
	for (size_t i = 0; i < book->num_in_force; i++)
		if (is_exception(&book->in_force[i]) && exceptions++ < SHOWN)
			say_exception(&book->in_force[i], out);
	if (exceptions > SHOWN)
		fl_buf_printf(out, "           and %zu more exceptions\n", exceptions - SHOWN);
}

void fl_check_decisions_put(const fl_bundle *b, fl_json_writer *w)
{
	const fl_decision_book *book = &b->decided.book;
	int64_t exceptions = 0;
	if (b->decided.count == 0)
		return;
	for (size_t i = 0; i < book->num_in_force; i++)
		exceptions += is_exception(&book->in_force[i]);
	fl_json_put_key(w, "decisions");
	fl_json_begin_object(w);
	fl_json_kv_i64(w, "laid_down", (int64_t)b->decided.count);
	fl_json_kv_i64(w, "in_force", (int64_t)book->num_in_force);
	fl_json_kv_i64(w, "exceptions", exceptions);
	fl_json_end_object(w);
}
