/* SPDX-License-Identifier: Apache-2.0
 *
 * step_reallocate.c - a round file of its own that divides again what returned in another.
 *
 * The new file is a copy: its journal grew from that of the first, so 'audit consistency' against a root of the first shows what it comes
 * from. One entry more says what it continues, and binds earlier.jsonl: the facts from which follows what every dream keeps and what
 * every pool divides (domain/earlier.h). In the first file an entry says that this money was passed on, and to which file. That entry is
 * committed before the new file gets its name: money that was passed on is never divided twice, whatever happens in between.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "steps/chronicle.h"
#include "steps/examine.h"
#include "steps/following.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct reallocating {
	fl_work w;
	fl_following f;
	fl_chronicle chronicle;
	fl_earlier earlier;
	fl_earlier_sums sums;
	fl_act act; /* what both entries have in common */
	int64_t day;
	fl_buf text, scratch;
	bool made; /* the scratch file */
} reallocating;

static fl_status FL_PRINTF(4, 5) refuse(const reallocating *r, fl_status status, fl_error *err, const char *fmt, ...)
{
	char text[600];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	return fl_error_at(err, status, fl_store_name(r->w.store), 0, 0, "%s", text);
}

/* ---- may it be divided again? --------------------------------------------------------------------------------------- */

static fl_status check_file(reallocating *r, fl_error *err)
{
	fl_breaches breaches = { 0 };
	fl_status status = fl_chronicle_load(r->w.store, &r->w.arena, &r->chronicle, err);
	if (status == FL_OK)
		status = fl_examine(r->w.store, &r->chronicle, &r->w.arena, &breaches, err);
	if (status == FL_OK && breaches.len > 0)
		status = refuse(r, FL_ESTATE, err, "the file is not what its journal says, so nothing of it is divided again: %.*s",
				FL_STR_ARG(breaches.items[0].what));
	fl_vec_release(&breaches);
	return status;
}

static fl_status check_passed(const reallocating *r, fl_error *err)
{
	const fl_act *passed = NULL;
	for (size_t i = 0; i < r->f.laid.acts.count; i++) {
		const fl_act *act = &r->f.laid.acts.entries[i].act;
		passed = act->kind == FL_ACT_PASS ? act : act->kind == FL_ACT_CONTINUE ? NULL : passed;
	}
	if (!passed)
		return FL_OK;
	return refuse(r, FL_ESTATE, err,
		      "what returned was passed on to '%.*s' on %.*s (entry %lld), and a file passes on once: what returns here afterwards is told by "
		      "'follow show' and divided by no file; what returns there can be divided again",
		      FL_STR_ARG(passed->file), FL_STR_ARG(passed->on), (long long)passed->seq);
}

static fl_status check_day(const reallocating *r, fl_error *err)
{
	int64_t last = r->f.awarded_day;
	fl_buf text;
	for (size_t i = 0; i < r->f.events.len; i++)
		last = r->f.events.items[i].day > last ? r->f.events.items[i].day : last;
	if (r->day >= last)
		return FL_OK;
	fl_buf_init(&text, 100);
	fl_follow_day_print(&text, last);
	fl_status status = refuse(r, FL_EINVAL, err, "%.*s is before the last day of which this file knows, %s: its money is counted with all that was recorded",
				  FL_STR_ARG(r->act.on), text.data ? text.data : "");
	fl_buf_release(&text);
	return status;
}

/* ---- what was awarded, and what became of it ------------------------------------------------------------------------ */

static fl_status take_divisions(reallocating *r, fl_error *err)
{
	const fl_earlier *from = &r->w.continued.earlier;
	const fl_act *approved = r->f.laid.approval.people[r->f.laid.approval.num_people - 1];
	size_t count = r->w.continued.there ? from->num_divisions : 0;
	r->earlier.num_divisions = count + 1;
	r->earlier.divisions = fl_arena_array(&r->w.arena, count + 1, sizeof *r->earlier.divisions);
	if (!r->earlier.divisions)
		return fl_enomem(err);
	if (count == FL_EARLIER_DIVISIONS_MAX - 1)
		return refuse(r, FL_ERANGE, err, "money was divided again %zu times already", count);
	for (size_t d = 0; d < count; d++)
		r->earlier.divisions[d] = from->divisions[d];
	fl_earlier_division *own = &r->earlier.divisions[count];
	*own = (fl_earlier_division){ .approved = approved->seq,
				      .size = (int64_t)r->chronicle.count,
				      .root = fl_chronicle_root(&r->chronicle, r->chronicle.count),
				      .day = r->f.awarded_day,
				      .text = r->f.awards };
	return fl_earlier_read_awards(own->text, r->earlier.pools, r->earlier.num_pools, &r->w.arena, own, err);
}

static fl_status take_events(reallocating *r, fl_error *err)
{
	const fl_earlier *from = &r->w.continued.earlier;
	size_t count = r->w.continued.there ? from->num_events : 0, recorded;
	fl_follow_event *events; /* as they stand in the journal, also what was taken back, and by what */
	FL_TRY(fl_follow_load(r->w.store, &r->w.arena, &events, &recorded, err));
	r->earlier.events = fl_arena_array(&r->w.arena, count + recorded + 1, sizeof *r->earlier.events);
	if (!r->earlier.events)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		r->earlier.events[r->earlier.num_events++] = from->events[i];
	for (size_t i = 0; i < recorded; i++)
		if (!r->w.continued.there || events[i].seq >= r->w.continued.seq)
			r->earlier.events[r->earlier.num_events++] = (fl_earlier_event){ r->earlier.num_divisions - 1, events[i] };
	return FL_OK;
}

static fl_status take_pools(reallocating *r, fl_error *err)
{
	const fl_round_spec *spec = r->f.spec;
	r->earlier.num_pools = spec->num_pools;
	r->earlier.pools = fl_arena_array(&r->w.arena, spec->num_pools + 1, sizeof *r->earlier.pools);
	r->earlier.amounts = fl_arena_array(&r->w.arena, spec->num_pools + 1, sizeof *r->earlier.amounts);
	r->act.money = fl_arena_array(&r->w.arena, spec->num_pools + 1, sizeof *r->act.money);
	if (!r->earlier.pools || !r->earlier.amounts || !r->act.money)
		return fl_enomem(err);
	for (size_t p = 0; p < spec->num_pools; p++) {
		r->earlier.pools[p] = spec->pools[p].id;
		r->earlier.amounts[p] = spec->pools[p].amount;
	}
	return FL_OK;
}

/* Keys of an entry are sorted. */
static int by_pool(const void *a, const void *b)
{
	return fl_str_cmp(((const fl_act_money *)a)->pool, ((const fl_act_money *)b)->pool);
}

static fl_status count_money(reallocating *r, fl_reallocate_summary *sum, fl_error *err)
{
	FL_TRY(fl_earlier_sum(&r->earlier, &r->w.arena, &r->sums, err));
	for (size_t p = 0; p < r->earlier.num_pools; p++) {
		fl_money money = fl_earlier_money(&r->sums.pools[p]);
		r->act.money[r->act.num_money++] = (fl_act_money){ r->earlier.pools[p], money };
		sum->money += money; /* at most the budget */
		sum->pools += money > 0;
	}
	qsort(r->act.money, r->act.num_money, sizeof *r->act.money, by_pool);
	for (size_t i = 0; i < r->sums.num_shares; i++) {
		sum->stopped += r->sums.shares[i].ended;
		sum->kept += r->sums.shares[i].before;
	}
	if (sum->money == 0)
		return refuse(r, FL_ESTATE, err, "nothing has returned that could be divided again: no dream was stopped before all of its award was paid");
	sum->currency = r->f.spec->currency;
	fl_round_spec *spec = r->w.spec; /* the round may name other pools by now */
	return fl_earlier_keep(&r->earlier, &r->sums, spec, err);
}

static fl_status gather(reallocating *r, fl_reallocate_summary *sum, fl_error *err)
{
	FL_TRY(check_file(r, err));
	FL_TRY(fl_following_load(&r->w, INT64_MAX, "", &r->f, err));
	FL_TRY(check_passed(r, err));
	FL_TRY(check_day(r, err));
	r->earlier.day = r->day;
	FL_TRY(take_pools(r, err));
	FL_TRY(take_divisions(r, err));
	FL_TRY(take_events(r, err));
	FL_TRY(count_money(r, sum, err));
	fl_earlier_print(&r->text, &r->earlier);
	return fl_buf_status(&r->text, err);
}

/* ---- the two entries ------------------------------------------------------------------------------------------------ */

/* In the copy, which nobody knows yet. */
static fl_status begin_new(reallocating *r, const char *out, int64_t now, fl_digest *ret_root, fl_error *err)
{
	fl_store *store = NULL;
	int64_t size;
	fl_act act = r->act;
	fl_official_file file = { FL_STR(FL_BUNDLE_EARLIER), fl_sha256(fl_buf_view(&r->text)), fl_buf_view(&r->text) };
	fl_bound bound = { .name = file.name, .digest = file.digest };
	act.kind = FL_ACT_CONTINUE;
	act.bound = &bound;
	act.num_bound = 1;
	fl_status status = fl_store_open(r->scratch.data, FL_STORE_WRITE, &store, err);
	if (status == FL_OK)
		status = fl_store_show_as(store, out, err);
	if (status == FL_OK)
		status = fl_store_begin(store, err);
	if (status == FL_OK)
		status = fl_act_append(store, &act, now, err);
	if (status == FL_OK)
		status = fl_official_file_add(store, act.seq, &file, err);
	if (status == FL_OK)
		status = fl_journal_size(store, &size, err);
	if (status == FL_OK)
		status = fl_journal_root(store, size, ret_root, err);
	if (status == FL_OK)
		status = fl_store_commit(store, err);
	fl_store_close(store);
	return status;
}

static fl_status pass_on(reallocating *r, const char *out, const fl_digest *root, int64_t now, fl_error *err)
{
	const char *slash = strrchr(out, '/');
	r->act.kind = FL_ACT_PASS;
	r->act.file = fl_str_of(slash ? slash + 1 : out);
	r->act.root = *root;
	FL_TRY(fl_act_append(r->w.store, &r->act, now, err));
	return fl_store_commit(r->w.store, err);
}

/* A file that is there stays what it is. */
static fl_status give_name(const reallocating *r, const char *out, fl_error *err)
{
	if (link(r->scratch.data, out) == 0) {
		unlink(r->scratch.data);
		return FL_OK;
	}
	return fl_error_at(err, FL_EIO, out, 0, 0, "cannot be created (%s): the new round file is whole and stands as '%s'", strerror(errno),
			   r->scratch.data);
}

/* As of the last step, seen by another reader: this one holds the lock of writers, so that nothing comes in between. */
static fl_status copy(const reallocating *r, fl_error *err)
{
	fl_store *reader = NULL;
	fl_status status = fl_store_open(fl_store_name(r->w.store), FL_STORE_READ, &reader, err);
	if (status == FL_OK)
		status = fl_store_copy(reader, r->scratch.data, err);
	fl_store_close(reader);
	return status;
}

/* The journal names the day itself, also where "today" was said. */
static fl_status take_day(reallocating *r, const char *on, int64_t now, fl_error *err)
{
	FL_TRY(fl_following_take_day(r->w.spec, on, now, &r->day, err));
	if (r->day > fl_following_today(r->w.spec, now))
		return refuse(r, FL_EINVAL, err, "%s is after today: what has not happened yet is not counted", on);
	fl_buf_clear(&r->scratch);
	fl_follow_day_print(&r->scratch, r->day);
	FL_TRY(fl_buf_status(&r->scratch, err));
	r->act.on = fl_arena_str(&r->w.arena, fl_buf_view(&r->scratch));
	fl_buf_clear(&r->scratch);
	return r->act.on.data ? FL_OK : fl_enomem(err);
}

static fl_status divide(reallocating *r, const char *out, const char *on, int64_t now, fl_reallocate_summary *sum, fl_error *err)
{
	fl_digest root;
	const fl_approval *a = &r->f.laid.approval;
	FL_TRY(take_day(r, on, now, err));
	FL_TRY(gather(r, sum, err));
	r->act.awarded = a->people[0]->awarded;
	r->act.awards = a->people[0]->awards;
	fl_buf_printf(&r->scratch, "%s.new-%ld", out, (long)getpid());
	FL_TRY(fl_buf_status(&r->scratch, err));
	r->made = true;
	FL_TRY(copy(r, err));
	FL_TRY(begin_new(r, out, now, &root, err));
	FL_TRY(pass_on(r, out, &root, now, err));
	r->made = false;
	snprintf(sum->path, sizeof sum->path, "%s", out);
	fl_digest_hex(&r->earlier.divisions[r->earlier.num_divisions - 1].root, sum->root);
	sum->size = r->earlier.divisions[r->earlier.num_divisions - 1].size;
	return give_name(r, out, err);
}

fl_status fl_round_reallocate(fl_round *round, const char *on, const char *by, const char *out, const fl_options *options,
			      fl_reallocate_summary *ret_summary, fl_error *err)
{
	reallocating r = { .made = false };
	*ret_summary = (fl_reallocate_summary){ 0 };
	FL_TRY(fl_act_check_words("by", by, err));
	if (fl_file_exists(out))
		return fl_error_at(err, FL_EIO, out, 0, 0, "it is there already: a division of returned money begins a round file of its own");
	fl_buf_init(&r.text, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&r.scratch, 1 << 16);
	r.act = (fl_act){ .person = fl_str_trim(fl_str_of(by)) };
	fl_status status = fl_work_open(&r.w, round, true, err);
	if (status == FL_OK)
		status = divide(&r, out, on, options->now, ret_summary, err);
	if (r.made)
		unlink(r.scratch.data);
	fl_earlier_sums_release(&r.sums);
	fl_following_release(&r.f);
	fl_buf_release(&r.text);
	fl_buf_release(&r.scratch);
	return fl_work_end(&r.w, status, err);
}
