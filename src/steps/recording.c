/* SPDX-License-Identifier: Apache-2.0
 *
 * recording.c - may this fact be recorded, or taken back?
 *
 * A fact that is dated after all others of its dream is applied to their state. One that is dated before some of them is put among them, and
 * one that is taken back is left out: then all facts of the dream are applied anew, and each that follows must still fit.
 */
#include "steps/recording.h"

#include "base/error.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is known -------------------------------------------------------------------------------------------------- */

static fl_status note_known(fl_recording *r, size_t place, fl_error *err)
{
	fl_hasher h;
	size_t stands;
	fl_hasher_init(&h);
	fl_follow_hash(&h, &r->facts.items[place].event);
	fl_digest digest = fl_hasher_final(&h);
	fl_str key = fl_arena_str(&r->w.arena, (fl_str){ (const char *)digest.bytes, sizeof digest.bytes });
	return key.data && fl_map_put(&r->known, key, place, &stands) ? FL_OK : fl_enomem(err);
}

/* The same fact in the same words: one that holds before one that was taken back. NULL: none. */
static const fl_recorded *find_known(const fl_recording *r, const fl_follow_event *e)
{
	fl_hasher h;
	fl_hasher_init(&h);
	fl_follow_hash(&h, e);
	fl_digest digest = fl_hasher_final(&h);
	size_t place = fl_map_get(&r->known, (fl_str){ (const char *)digest.bytes, sizeof digest.bytes });
	if (place == FL_MAP_NONE)
		return NULL;
	const fl_recorded *known = &r->facts.items[place];
	fl_digest one, other;
	for (size_t i = r->of[fl_following_find(&r->f, e->dream) - r->f.dreams]; known->undo && i > 0; i = r->facts.items[i - 1].next) {
		const fl_recorded *fact = &r->facts.items[i - 1];
		if (fact->undo || fact->event.kind != e->kind || fact->event.day != e->day)
			continue;
		fl_hasher_init(&h);
		fl_follow_hash(&h, &fact->event);
		one = fl_hasher_final(&h);
		other = digest;
		if (fl_digest_same(&one, &other))
			return fact;
	}
	return known;
}

static fl_status take_in(fl_recording *r, const fl_follow_event *e, const fl_follow_event *undo, fl_error *err)
{
	const fl_follow_dream *dream = fl_following_find(&r->f, e->dream);
	if (!dream) /* taken back, of an award before this one */
		return FL_OK;
	size_t *last = &r->of[dream - r->f.dreams];
	if (!fl_vec_push(&r->facts, ((fl_recorded){ *e, *last, undo })))
		return fl_enomem(err);
	*last = r->facts.len;
	return note_known(r, r->facts.len - 1, err);
}

fl_status fl_recording_begin(fl_recording *r, fl_round *round, int64_t now, fl_error *err)
{
	*r = (fl_recording){ .f.num_dreams = 0 };
	FL_TRY(fl_work_open(&r->w, round, true, err));
	FL_TRY(fl_following_load(&r->w, INT64_MAX, "", &r->f, err));
	r->today = fl_following_today(r->f.spec, now);
	r->of = fl_arena_array(&r->w.arena, r->f.num_dreams + 1, sizeof *r->of);
	if (!r->of)
		return fl_enomem(err);
	for (size_t i = 0; i < r->f.events.len; i++)
		FL_TRY(take_in(r, &r->f.events.items[i], NULL, err));
	for (size_t i = 0; i < r->f.undone.len; i++)
		FL_TRY(take_in(r, &r->f.undone.items[i].fact, &r->f.undone.items[i].undo, err));
	return FL_OK;
}

void fl_recording_release(fl_recording *r)
{
	fl_vec_release(&r->facts);
	fl_vec_release(&r->events);
	fl_map_release(&r->known);
	fl_following_release(&r->f);
}

/* ---- judging a dream anew ------------------------------------------------------------------------------------------- */

/* What was recorded, as a person finds it in 'follow show'. */
static fl_status no_longer_fits(const fl_follow_event *e, const char *why, fl_error *err)
{
	char ref[FL_FOLLOW_REF];
	if (e->seq == 0)
		return fl_error_set(err, FL_EINVAL, "the %s of '%.*s' before it would no longer fit: %s", fl_follow_word(e->kind),
				    FL_STR_ARG(e->item), why);
	return fl_error_set(err, FL_EINVAL, "what entry %s recorded (%s%s%.*s) would no longer fit: %s", fl_follow_name(e, ref),
			    fl_follow_word(e->kind), e->item.len > 0 ? " " : "", FL_STR_ARG(e->item), why);
}

/* The state of a dream from all its facts that hold, and from 'more' (NULL: no other). */
static fl_status judge_anew(fl_recording *r, fl_follow_dream *dream, const fl_follow_event *more, fl_error *err)
{
	FL_VEC(fl_follow_event) facts = { 0 };
	fl_follow_dream state = *dream;
	fl_status status = FL_OK;
	bool good = true;
	fl_following_blank(&state);
	for (size_t i = r->of[dream - r->f.dreams]; good && i > 0; i = r->facts.items[i - 1].next)
		if (!r->facts.items[i - 1].undo)
			good = fl_vec_push(&facts, r->facts.items[i - 1].event);
	if (!good || (more && !fl_vec_push(&facts, *more)))
		status = fl_enomem(err);
	if (facts.len > 1)
		qsort(facts.items, facts.len, sizeof *facts.items, fl_follow_cmp);
	for (size_t i = 0; status == FL_OK && i < facts.len; i++) {
		fl_error inner = FL_ERROR_INIT;
		const fl_follow_event *e = &facts.items[i];
		status = fl_follow_apply(&r->w.spec->follow, &r->f.spec->currency, &state, e, &inner);
		if (status != FL_OK)
			status = more && e->id == more->id ? fl_error_set(err, status, "%s", inner.message) : no_longer_fits(e, inner.message, err);
	}
	if (status == FL_OK)
		*dream = state;
	fl_vec_release(&facts);
	return status;
}

/* ---- a fact --------------------------------------------------------------------------------------------------------- */

static fl_status check_future(const fl_recording *r, const fl_follow_event *e, fl_error *err)
{
	fl_buf day, today;
	if (e->day <= r->today)
		return FL_OK;
	fl_buf_init(&day, 64);
	fl_buf_init(&today, 64);
	fl_follow_day_print(&day, e->day);
	fl_follow_day_print(&today, r->today);
	fl_status status = fl_error_set(err, FL_EINVAL, "%s is after today, %s: what has not happened yet is not recorded",
					day.data ? day.data : "", today.data ? today.data : "");
	fl_buf_release(&day);
	fl_buf_release(&today);
	return status;
}

/* Of the money of the award nobody can spend more than it is; more than was paid by then is told, for somebody may have gone before with
 * money of their own. */
static fl_status check_spent(const fl_recording *r, const fl_follow_dream *dream, const fl_follow_event *e, fl_recording_answer *ret, fl_error *err)
{
	fl_buf award;
	if (e->kind != FL_FOLLOW_RESULT || e->amount < 0)
		return FL_OK;
	ret->paid = fl_follow_sum_of(dream).paid;
	ret->beyond_paid = e->amount > ret->paid;
	if (e->amount <= dream->award)
		return FL_OK;
	fl_buf_init(&award, 100);
	fl_money_print(&award, dream->award, r->f.spec->currency.minor_digits, true);
	fl_status status = fl_error_set(err, FL_EINVAL, "more is spent than the award of %s: 'spent' is of the money that was awarded",
					award.data ? award.data : "");
	fl_buf_release(&award);
	return status;
}

/* What returned of a dream that was stopped may have been awarded to others by now, in another file. */
static fl_status check_passed_on(const fl_recording *r, const fl_follow_dream *dream, fl_error *err)
{
	int64_t passed = -1;
	for (size_t i = 0; i < r->f.laid.acts.count; i++) {
		const fl_act *act = &r->f.laid.acts.entries[i].act;
		passed = act->kind == FL_ACT_PASS ? act->seq : act->kind == FL_ACT_CONTINUE ? -1 : passed;
	}
	for (size_t i = r->of[dream - r->f.dreams]; passed >= 0 && i > 0; i = r->facts.items[i - 1].next) {
		const fl_recorded *fact = &r->facts.items[i - 1];
		if (fact->event.kind == FL_FOLLOW_STOP && (!fact->undo || fact->undo->seq > passed || fact->undo->seq == 0) && fact->event.seq > 0 && fact->event.seq < passed)
			return fl_error_set(err, FL_EINVAL, "'%.*s': what returned of it was passed on in entry %lld and is divided again: nothing of it is recorded or taken back",
					    FL_STR_ARG(dream->id), (long long)passed);
	}
	return FL_OK;
}

static fl_status judge(fl_recording *r, fl_follow_dream *dream, const fl_follow_event *e, fl_error *err)
{
	fl_error inner = FL_ERROR_INIT;
	fl_status status = dream->last_day == FL_FOLLOW_DAY_NONE || e->day >= dream->last_day
			       ? fl_follow_apply(&r->w.spec->follow, &r->f.spec->currency, dream, e, &inner)
			       : judge_anew(r, dream, e, &inner);
	return status == FL_OK ? FL_OK : fl_error_set(err, status, "'%.*s': %s", FL_STR_ARG(e->dream), inner.message);
}

fl_status fl_recording_add(fl_recording *r, const fl_follow_event *event, bool again, fl_recording_answer *ret, fl_error *err)
{
	fl_follow_event e = *event;
	fl_error inner = FL_ERROR_INIT;
	*ret = (fl_recording_answer){ .known = NULL };
	fl_follow_dream *dream = fl_following_find(&r->f, e.dream);
	if (!dream)
		return fl_following_missing(&r->f, e.dream, err);
	if (check_future(r, &e, &inner) != FL_OK || check_spent(r, dream, &e, ret, &inner) != FL_OK)
		return fl_error_set(err, FL_EINVAL, "'%.*s': %s", FL_STR_ARG(e.dream), inner.message);
	ret->known = find_known(r, &e);
	if (ret->known && !(ret->known->undo && again))
		return FL_OK;
	ret->known = NULL;
	FL_TRY(check_passed_on(r, dream, err));
	e.id = INT64_MAX / 2 + (int64_t)r->facts.len; /* after all that has a row */
	FL_TRY(judge(r, dream, &e, err));
	if (!fl_follow_keep(&e, &r->w.arena) || !fl_vec_push(&r->events, e))
		return fl_enomem(err);
	return take_in(r, &e, NULL, err);
}

/* ---- taking back ---------------------------------------------------------------------------------------------------- */

typedef struct naming { /* "9.3" */
	int64_t seq, number; /* 0: the only one, -1: all */
} naming;

static bool read_number(fl_str text, int64_t *ret)
{
	*ret = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9' || i > 15)
			return false;
		*ret = *ret * 10 + (text.data[i] - '0');
	}
	return text.len > 0;
}

static fl_status read_ref(fl_str ref, naming *ret, fl_error *err)
{
	size_t dot = 0;
	ref = fl_str_trim(ref);
	while (dot < ref.len && ref.data[dot] != '.')
		dot++;
	fl_str rest = fl_str_slice(ref, dot < ref.len ? dot + 1 : ref.len, ref.len);
	*ret = (naming){ .number = 0 };
	bool good = read_number(fl_str_slice(ref, 0, dot), &ret->seq);
	if (good && fl_str_eqz(rest, "all"))
		ret->number = -1;
	else if (good && dot < ref.len)
		good = read_number(rest, &ret->number) && ret->number > 0;
	return good ? FL_OK
		    : fl_error_set(err, FL_EARGUMENT, "'%.*s' is no entry such as 9, or 9.3 for the third that it recorded ('follow show' names them)",
				   FL_STR_ARG(ref));
}

static bool is_named(const naming *n, const fl_follow_event *e)
{
	return e->seq == n->seq && e->seq > 0 && (n->number <= 0 || e->number == n->number);
}

static fl_status check_named(const fl_recording *r, const naming *n, size_t count, fl_error *err)
{
	size_t all = 0;
	for (size_t i = 0; i < r->f.num_undos; i++)
		if (r->f.undos[i].seq == n->seq)
			return fl_error_set(err, FL_EINVAL, "entry %lld took something back: record that fact again instead", (long long)n->seq);
	for (size_t i = 0; i < r->facts.len; i++)
		all += r->facts.items[i].event.seq == n->seq && n->seq > 0;
	if (count == 0 && all > 0)
		return fl_error_set(err, FL_ENOTFOUND, "entry %lld recorded %zu %s: there is none of number %lld", (long long)n->seq, all,
				    all == 1 ? "fact" : "facts", (long long)n->number);
	if (count == 0)
		return fl_error_set(err, FL_ENOTFOUND, "entry %lld recorded no payment and no report ('follow show' names the entries)",
				    (long long)n->seq);
	if (count > 1 && n->number == 0)
		return fl_error_set(err, FL_EINVAL, "entry %lld recorded %zu facts: name one of them, such as %lld.1 ('follow show' names them), or %lld.all",
				    (long long)n->seq, count, (long long)n->seq, (long long)n->seq);
	return FL_OK;
}

static bool in_same_words(const fl_recorded *fact, const fl_follow_event *undo)
{
	return fl_str_eq(fact->undo->person, undo->person) && fl_str_eq(fact->undo->why, undo->why);
}

/* What is named and holds is marked; *ret_count of them. */
static fl_status mark(fl_recording *r, const naming *n, const fl_follow_event *undo, int64_t *ret_count, fl_error *err)
{
	size_t count = 0;
	const fl_recorded *before = NULL;
	*ret_count = 0;
	for (size_t i = 0; i < r->facts.len; i++)
		count += is_named(n, &r->facts.items[i].event);
	FL_TRY(check_named(r, n, count, err));
	for (size_t i = 0; i < r->facts.len; i++) {
		fl_recorded *fact = &r->facts.items[i];
		if (!is_named(n, &fact->event))
			continue;
		if (undo->dream.len > 0 && !fl_str_eq(undo->dream, fact->event.dream))
			return fl_error_set(err, FL_EINVAL, "entry %lld recorded that of '%.*s', not of '%.*s'", (long long)n->seq,
					    FL_STR_ARG(fact->event.dream), FL_STR_ARG(undo->dream));
		if (fact->undo) {
			before = fact;
			continue;
		}
		FL_TRY(check_passed_on(r, fl_following_find(&r->f, fact->event.dream), err));
		fact->undo = undo;
		++*ret_count;
	}
	if (*ret_count == 0 && before && !in_same_words(before, undo))
		return fl_error_set(err, FL_EINVAL, "it was taken back already, by %.*s in entry %lld", FL_STR_ARG(before->undo->person),
				    (long long)before->undo->seq);
	return FL_OK;
}

/* Facts of one dream stand together in no order: each dream of a marked fact is judged, once a fact; then they are kept. */
static fl_status judge_marked(fl_recording *r, const fl_follow_event *undo, fl_error *err)
{
	fl_follow_dream *judged = NULL;
	for (size_t i = 0; i < r->facts.len; i++) {
		const fl_recorded *fact = &r->facts.items[i];
		fl_error inner = FL_ERROR_INIT;
		fl_follow_dream *dream = fl_following_find(&r->f, fact->event.dream);
		if (fact->undo != undo || dream == judged)
			continue;
		fl_status status = judge_anew(r, dream, NULL, &inner);
		if (status != FL_OK)
			return fl_error_set(err, status, "'%.*s': %s", FL_STR_ARG(dream->id), inner.message);
		judged = dream;
	}
	return FL_OK;
}

/* As it was. */
static void unmark(fl_recording *r, const fl_follow_event *undo)
{
	bool *again = fl_arena_array(&r->w.arena, r->f.num_dreams + 1, sizeof *again);
	for (size_t i = 0; i < r->facts.len; i++)
		if (r->facts.items[i].undo == undo) {
			r->facts.items[i].undo = NULL;
			if (again)
				again[fl_following_find(&r->f, r->facts.items[i].event.dream) - r->f.dreams] = true;
		}
	for (size_t d = 0; again && d < r->f.num_dreams; d++)
		if (again[d])
			(void)judge_anew(r, &r->f.dreams[d], NULL, NULL); /* it fitted before */
}

static fl_status keep_undo(fl_recording *r, fl_recorded *fact, const fl_follow_event *undo, fl_error *err)
{
	char ref[FL_FOLLOW_REF];
	fl_follow_event e = *undo, *kept = fl_arena_alloc(&r->w.arena, sizeof *kept);
	e.dream = fact->event.dream;
	e.item = fl_str_of(fl_follow_ref(&fact->event, ref));
	if (!kept || !fl_follow_keep(&e, &r->w.arena) || !fl_vec_push(&r->events, e))
		return fl_enomem(err);
	*kept = e;
	fact->undo = kept;
	return FL_OK;
}

fl_status fl_recording_undo(fl_recording *r, fl_str ref, const fl_follow_event *undo, int64_t *ret_count, fl_error *err)
{
	naming n;
	FL_TRY(read_ref(ref, &n, err));
	fl_status status = mark(r, &n, undo, ret_count, err);
	if (status == FL_OK)
		status = judge_marked(r, undo, err);
	for (size_t i = 0; status == FL_OK && i < r->facts.len; i++)
		if (r->facts.items[i].undo == undo)
			status = keep_undo(r, &r->facts.items[i], undo, err);
	if (status != FL_OK)
		unmark(r, undo);
	return status;
}
