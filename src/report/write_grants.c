/* SPDX-License-Identifier: Apache-2.0
 *
 * write_grants.c - the awards as a 360Giving package (JSON) and as a table with the standard's own headers (CSV).
 *
 * Schema: 360-giving-package-schema.json 1.4. Amounts are decimals in major units, written from integers.
 */
#include "report/csv.h"
#include "report/figure.h"
#include "report/grant.h"
#include "report/laid_down.h"
#include "report/report.h"

#include "base/json.h"
#include "base/str.h"

#define VERSION    "1.4"
#define VOCABULARY "Florin tags"

/* ---- JSON ---- */

static void put_money(fl_json_writer *w, const char *key, fl_money amount, int digits)
{
	fl_json_put_key(w, key);
	if (digits > 0)
		fl_json_put_fixed(w, amount, digits);
	else
		fl_json_put_i64(w, amount);
}

static void put_party(fl_json_writer *w, fl_str id, fl_str name)
{
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", id);
	fl_json_kv_str(w, "name", name);
	fl_json_end_object(w);
}

static void put_recipient(fl_json_writer *w, const fl_grant *grant)
{
	if (grant->individual) {
		fl_json_put_key(w, "recipientIndividual");
		put_party(w, grant->recipient_id, grant->recipient);
		return;
	}
	fl_json_put_key(w, "recipientOrganization");
	fl_json_begin_array(w);
	put_party(w, grant->recipient_id, grant->recipient);
	fl_json_end_array(w);
}

static void put_tags(fl_json_writer *w, const fl_candidate *candidate)
{
	fl_json_put_key(w, "classifications");
	fl_json_begin_array(w);
	for (size_t t = 0; t < candidate->num_tags; t++) {
		fl_json_begin_object(w);
		fl_json_kv_z(w, "vocabulary", VOCABULARY);
		fl_json_kv_str(w, "code", candidate->tags[t]);
		fl_json_kv_str(w, "title", candidate->tags[t]);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

static void put_one(fl_json_writer *w, const char *key, const char *first, fl_str value, const char *second, fl_str also)
{
	fl_json_put_key(w, key);
	fl_json_begin_array(w);
	fl_json_begin_object(w);
	fl_json_kv_str(w, first, value);
	if (second)
		fl_json_kv_str(w, second, also);
	fl_json_end_object(w);
	fl_json_end_array(w);
}

static void put_transaction(fl_json_writer *w, const fl_grants *g, int64_t day, fl_money value, fl_str what)
{
	fl_buf date;
	fl_buf_init(&date, 64);
	fl_follow_day_print(&date, day);
	fl_figure_failed(w->buf, &date);
	fl_json_begin_object(w);
	fl_json_kv_str(w, "transactionDate", fl_buf_view(&date));
	fl_json_kv_z(w, "currency", g->result->spec->currency.code);
	put_money(w, "value", value, g->result->spec->currency.minor_digits);
	fl_json_kv_str(w, "description", what);
	fl_json_end_object(w);
	fl_buf_release(&date);
}

/* What it is to be paid by the plan and when: of a stopped dream, what it was paid. */
static void put_planned(fl_json_writer *w, const fl_grants *g, const fl_follow_dream *dream)
{
	fl_json_put_key(w, "commitmentTransaction");
	fl_json_begin_array(w);
	for (size_t t = 0; t < g->view->plan->num_tranches; t++) {
		const fl_follow_item *tranche = &g->view->plan->tranches[t];
		fl_money value = dream->stopped ? dream->paid[t] : fl_follow_amount(g->view->plan, dream, t);
		if (value > 0)
			put_transaction(w, g, fl_follow_due(tranche, dream), value, tranche->title);
	}
	fl_json_end_array(w);
}

static void put_paid(fl_json_writer *w, const fl_grants *g, const fl_grant *grant)
{
	fl_json_put_key(w, "disbursementTransaction");
	fl_json_begin_array(w);
	for (size_t e = grant->first_payment; e > 0; e = g->next[e - 1]) {
		const fl_follow_event *event = &g->view->events[e - 1];
		put_transaction(w, g, event->day, event->amount, event->item);
	}
	fl_json_end_array(w);
}

static void put_grant(fl_json_writer *w, const fl_grants *g, const fl_grant *grant)
{
	const fl_round_spec *spec = g->result->spec;
	int digits = spec->currency.minor_digits;
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", grant->id);
	fl_json_kv_str(w, "title", grant->title);
	fl_json_kv_str(w, "description", grant->description);
	fl_json_kv_z(w, "currency", spec->currency.code);
	put_money(w, "amountAppliedFor", grant->asked, digits);
	put_money(w, "amountAwarded", grant->awarded, digits);
	if (grant->followed)
		put_money(w, "amountDisbursed", fl_follow_sum_of(grant->followed).paid, digits);
	fl_json_kv_str(w, "awardDate", g->date);
	put_recipient(w, grant);
	put_one(w, "fundingOrganization", "id", spec->funder.id, "name", spec->funder.name);
	put_one(w, "grantProgramme", "code", spec->id, "title", spec->title);
	if (grant->place.len > 0)
		put_one(w, "beneficiaryLocation", "name", grant->place, NULL, grant->place);
	if (grant->candidate->num_tags > 0)
		put_tags(w, grant->candidate);
	if (grant->followed)
		put_planned(w, g, grant->followed);
	if (grant->first_payment > 0)
		put_paid(w, g, grant);
	if (fl_laid_down_marks(g->result)) /* no field of the standard says it; others are permitted */
		fl_json_kv_z(w, "officialResult", fl_laid_down_mark(g->result));
	fl_json_kv_z(w, "fromOpenCall", "Yes");
	fl_json_kv_str(w, "dateModified", grant->modified);
	fl_json_end_object(w);
}

/* Who publishes awards says whether they are the official ones; names of people are not published. */
static const char *about(const fl_result *result)
{
	return result->official == FL_OFFICIAL_YES	 ? "The official result of the round."
	       : result->official == FL_OFFICIAL_PENDING ? "NOT the official result: not yet approved by as many people as it takes."
							 : "NOT the official result of the round.";
}

fl_status fl_report_grants(const fl_result *result, const fl_follow_view *view, fl_buf *out, fl_error *err)
{
	fl_grants g;
	fl_json_writer w;
	fl_status status = fl_grants_make(&g, result, view, err);
	if (status == FL_OK) {
		fl_json_start(&w, out, true);
		fl_json_begin_object(&w);
		fl_json_kv_z(&w, "version", VERSION);
		fl_json_kv_str(&w, "title", result->spec->title);
		if (fl_laid_down_marks(result))
			fl_json_kv_z(&w, "description", about(result));
		fl_json_kv_str(&w, "issued", g.date);
		fl_json_put_key(&w, "publisher");
		fl_json_begin_object(&w);
		fl_json_kv_str(&w, "identifier", result->spec->funder.id);
		fl_json_kv_str(&w, "name", result->spec->funder.name);
		fl_json_end_object(&w);
		fl_json_put_key(&w, "grants");
		fl_json_begin_array(&w);
		for (size_t i = 0; i < g.len; i++)
			put_grant(&w, &g, &g.items[i]);
		fl_json_end_array(&w);
		fl_json_end_object(&w);
		fl_buf_putc(out, '\n');
		status = fl_buf_status(out, err);
	}
	fl_grants_release(&g);
	return status;
}

/* ---- CSV ---- */

static void put_cells(fl_buf *out, const fl_str *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			fl_buf_putc(out, ',');
		fl_csv_text(out, cells[i]);
	}
}

static void put_row(fl_buf *out, const fl_grants *g, const fl_grant *grant)
{
	const fl_round_spec *spec = g->result->spec;
	fl_str none = FL_STR(""), who = grant->recipient, id = grant->recipient_id;
	const fl_str before[] = { grant->id, grant->title, grant->description, fl_str_of(spec->currency.code) };
	const fl_str after[] = { g->date, grant->individual ? none : id, grant->individual ? none : who,
				 grant->individual ? id : none, grant->individual ? who : none, spec->funder.id, spec->funder.name,
				 spec->id, spec->title, grant->place, FL_STR("Yes"), grant->modified };
	put_cells(out, before, sizeof before / sizeof *before);
	fl_buf_putc(out, ',');
	fl_money_print(out, grant->asked, spec->currency.minor_digits, false);
	fl_buf_putc(out, ',');
	fl_money_print(out, grant->awarded, spec->currency.minor_digits, false);
	fl_buf_putc(out, ',');
	if (grant->followed)
		fl_money_print(out, fl_follow_sum_of(grant->followed).paid, spec->currency.minor_digits, false);
	fl_buf_putc(out, ',');
	put_cells(out, after, sizeof after / sizeof *after);
	if (fl_laid_down_marks(g->result))
		fl_buf_printf(out, ",%s", fl_laid_down_mark(g->result));
	fl_buf_puts(out, FL_CSV_EOL);
}

fl_status fl_report_grants_csv(const fl_result *result, const fl_follow_view *view, fl_buf *out, fl_error *err)
{
	fl_grants g;
	fl_status status = fl_grants_make(&g, result, view, err);
	if (status == FL_OK) {
		fl_buf_puts(out, FL_CSV_BOM "Identifier,Title,Description,Currency,Amount Applied For,Amount Awarded,Amount Disbursed,Award Date,"
					    "Recipient Org:Identifier,Recipient Org:Name,Recipient Ind:Identifier,"
					    "Recipient Ind:Name,Funding Org:Identifier,Funding Org:Name,Grant Programme:Code,"
					    "Grant Programme:Title,Beneficiary Location:0:Name,From An Open Call?,"
					    "Last Modified");
		fl_buf_puts(out, fl_laid_down_marks(result) ? ",Official Result" FL_CSV_EOL : FL_CSV_EOL);
		for (size_t i = 0; i < g.len; i++)
			put_row(out, &g, &g.items[i]);
		status = fl_buf_status(out, err);
	}
	fl_grants_release(&g);
	return status;
}
