/* SPDX-License-Identifier: Apache-2.0
 *
 * grant.c - awards as grants of the 360Giving standard 1.4 (standard.threesixtygiving.org).
 *
 * Identifiers begin with the funder's prefix, as the standard asks. An organisation is known by its name alone, so its identifier is
 * made of the name's digest: the same name is the same recipient in every round of this funder. Who dreams without an
 * organisation may be a private person and is never named.
 */
#include "report/grant.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/vec.h"

#include <stdio.h>
#include "base/str.h"

#define DAY 86400

enum { NAME_DIGITS = 16 }; /* hexadecimal digits of a digest that tell organisations apart */

static fl_status join(fl_grants *g, fl_str *ret, fl_error *err, const char *middle, fl_str end)
{
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_buf_str(&text, g->result->spec->funder.prefix);
	fl_buf_puts(&text, middle);
	fl_buf_str(&text, end);
	fl_status status = fl_buf_status(&text, err);
	if (status == FL_OK) {
		*ret = fl_arena_str(&g->arena, fl_buf_view(&text));
		status = ret->data ? FL_OK : fl_enomem(err);
	}
	fl_buf_release(&text);
	return status;
}

static fl_status name_recipient(fl_grants *g, fl_grant *grant, const fl_result_dream *dream, fl_error *err)
{
	char hex[65];
	fl_str organisation = dream->candidate->organisation;
	grant->individual = organisation.len == 0;
	if (grant->individual) {
		grant->recipient = FL_STR("Individual Recipient");
		return join(g, &grant->recipient_id, err, "-IND-", dream->dream->id);
	}
	fl_digest digest = fl_sha256(organisation);
	fl_digest_hex(&digest, hex);
	grant->recipient = organisation;
	return join(g, &grant->recipient_id, err, "-ORG-", (fl_str){ hex, NAME_DIGITS });
}

static fl_status make_grant(fl_grants *g, const fl_result_dream *dream, fl_error *err)
{
	fl_grant *grant = &g->items[g->len++];
	const fl_dream *facts = dream->dream;
	*grant = (fl_grant){ .dream = facts->id,
			     .modified = g->modified,
			     .title = facts->title.len > 0 ? facts->title : facts->id,
			     .description = facts->body.len > 0 ? facts->body : facts->title,
			     .place = dream->candidate->region,
			     .asked = dream->candidate->request,
			     .awarded = dream->award->amount,
			     .candidate = dream->candidate };
	char middle[40] = "-"; /* what a later division awards is a grant of its own: approved, paid and reported on apart */
	if (g->result->earlier)
		snprintf(middle, sizeof middle, "-D%zu-", g->result->earlier->num_divisions + 1);
	FL_TRY(join(g, &grant->id, err, middle, facts->id));
	return name_recipient(g, grant, dream, err);
}

static fl_status say_time(fl_grants *g, int64_t seconds, fl_str *ret, fl_error *err)
{
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_time_print(&text, seconds, g->result->spec->offset_minutes);
	fl_status status = fl_buf_status(&text, err);
	if (status == FL_OK) {
		*ret = fl_arena_str(&g->arena, fl_buf_view(&text));
		status = ret->data ? FL_OK : fl_enomem(err);
	}
	fl_buf_release(&text);
	return status;
}

static fl_status say_dates(fl_grants *g, fl_error *err)
{
	FL_TRY(say_time(g, g->result->now, &g->modified, err));
	g->date = fl_str_slice(g->modified, 0, strlen("2026-09-05"));
	return FL_OK;
}

/* ---- what was paid -------------------------------------------------------------------------------------------------- */

static fl_status follow_grant(fl_grants *g, fl_grant *grant, const fl_follow_dream *dream, fl_error *err)
{
	int64_t begin = dream->last_day == FL_FOLLOW_DAY_NONE ? 0 : dream->last_day * DAY - (int64_t)g->result->spec->offset_minutes * 60;
	grant->followed = dream;
	return begin > g->result->now ? say_time(g, begin, &grant->modified, err) : FL_OK;
}

/* Payments by grant, each in the order in which they were recorded: the events are taken from the last. */
static void chain_payments(fl_grants *g, const fl_map *places)
{
	for (size_t e = g->view->num_events; e-- > 0;) {
		size_t place = fl_map_get(places, g->view->events[e].dream);
		if (g->view->events[e].kind != FL_FOLLOW_PAY || place == FL_MAP_NONE)
			continue;
		g->next[e] = g->items[place].first_payment;
		g->items[place].first_payment = e + 1;
	}
}

static fl_status follow_grants(fl_grants *g, const fl_map *places, fl_error *err)
{
	g->next = fl_arena_array(&g->arena, g->view->num_events + 1, sizeof *g->next);
	if (!g->next)
		return fl_enomem(err);
	for (size_t i = 0; i < g->view->num_dreams; i++) {
		size_t place = fl_map_get(places, g->view->dreams[i].id);
		if (place != FL_MAP_NONE)
			FL_TRY(follow_grant(g, &g->items[place], &g->view->dreams[i], err));
	}
	chain_payments(g, places);
	return FL_OK;
}

static fl_status follow(fl_grants *g, fl_error *err)
{
	fl_map places = { 0 };
	size_t stands;
	fl_status status = FL_OK;
	for (size_t i = 0; status == FL_OK && i < g->len; i++)
		if (!fl_map_put(&places, g->items[i].dream, i, &stands))
			status = fl_enomem(err);
	if (status == FL_OK)
		status = follow_grants(g, &places, err);
	fl_map_release(&places);
	return status;
}

fl_status fl_grants_make(fl_grants *g, const fl_result *result, const fl_follow_view *view, fl_error *err)
{
	*g = (fl_grants){ .result = result, .view = view };
	if (result->spec->funder.id.len == 0)
		return fl_error_set(err, FL_EINVAL,
				    "a grant needs a funder: the round names none (\"funder\": {\"id\": \"…\", \"name\": \"…\"})");
	g->items = fl_arena_array(&g->arena, result->num_dreams + 1, sizeof *g->items);
	if (!g->items)
		return fl_enomem(err);
	FL_TRY(say_dates(g, err));
	for (size_t i = 0; i < result->num_dreams; i++)
		if (result->dreams[i].award->amount > 0)
			FL_TRY(make_grant(g, &result->dreams[i], err));
	if (view)
		FL_TRY(follow(g, err));
	return g->len > 0 ? FL_OK : fl_error_set(err, FL_ENOTFOUND, "no dream got money, so there is no grant");
}

void fl_grants_release(fl_grants *g)
{
	fl_arena_release(&g->arena);
}
