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
#include "base/str.h"

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
	*grant = (fl_grant){ .title = facts->title.len > 0 ? facts->title : facts->id,
			     .description = facts->body.len > 0 ? facts->body : facts->title,
			     .place = dream->candidate->region,
			     .asked = dream->candidate->request,
			     .awarded = dream->award->amount,
			     .candidate = dream->candidate };
	FL_TRY(join(g, &grant->id, err, "-", facts->id));
	return name_recipient(g, grant, dream, err);
}

static fl_status say_dates(fl_grants *g, fl_error *err)
{
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_time_print(&text, g->result->now, g->result->spec->offset_minutes);
	fl_status status = fl_buf_status(&text, err);
	if (status == FL_OK) {
		g->modified = fl_arena_str(&g->arena, fl_buf_view(&text));
		g->date = g->modified.data ? fl_str_slice(g->modified, 0, strlen("2026-09-05")) : g->modified;
		status = g->modified.data ? FL_OK : fl_enomem(err);
	}
	fl_buf_release(&text);
	return status;
}

fl_status fl_grants_make(fl_grants *g, const fl_result *result, fl_error *err)
{
	*g = (fl_grants){ .result = result };
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
	return g->len > 0 ? FL_OK : fl_error_set(err, FL_ENOTFOUND, "no dream got money, so there is no grant");
}

void fl_grants_release(fl_grants *g)
{
	fl_arena_release(&g->arena);
}
