/* SPDX-License-Identifier: Apache-2.0
 *
 * review_page.c - the page of one reviewer: the queue of 'review queue' without what the person must not judge or has
 * been decided since, with everything that is needed to decide.
 *
 * The page is made from what the steps have stored; only what the rules say clause by clause is found anew, for the dreams
 * of the queue. Nothing is written into the round file.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/str.h"
#include "domain/person.h"
#include "domain/review_template.h"
#include "classify/explain_tags.h"
#include "report/review_page.h"
#include "steps/candidates.h"
#include "steps/packs.h"
#include "steps/review_decisions.h"
#include "steps/review_dreams.h"
#include "steps/review_groups.h"
#include "steps/step.h"
#include "steps/tag_titles.h"

#include <stdlib.h>

#define EXPLAINED_MAX 3000 /* dreams whose rules are laid open; more make a page that no browser likes */
#define GRAIN 16           /* dreams at once, of one thread */

typedef struct making {
	fl_work w;
	fl_facts facts;
	fl_tag_record *tags;
	fl_pair *pairs;
	size_t num_pairs;
	fl_allocation *allocation;
	fl_packs packs;
	fl_map ids;
	fl_sheet_dream *dreams;
	fl_groups groups;
	fl_json_doc **docs; /* one an item */
	fl_sheet sheet;
} making;

/* ---- what is stored ------------------------------------------------------------------------------------------------ */

static fl_status is_done(making *m, fl_step step, bool *ret, fl_error *err)
{
	fl_step_record record;
	FL_TRY(fl_step_record_get(m->w.store, fl_step_name(step), &m->w.arena, &record, err));
	*ret = record.done;
	return FL_OK;
}

static fl_status load_money(making *m, fl_error *err)
{
	fl_str proof;
	fl_published published;
	FL_TRY(is_done(m, FL_STEP_TALLY, &m->sheet.tallied, err));
	FL_TRY(is_done(m, FL_STEP_ALLOCATE, &m->sheet.allocated, err));
	if (m->sheet.allocated)
		FL_TRY(fl_allocation_load(m->w.store, &m->facts, &m->allocation, &proof, &published, err));
	return FL_OK;
}

static fl_status join_dreams(making *m, const uint32_t *representative, fl_error *err)
{
	fl_tally_record *tallies = NULL;
	fl_candidate *candidates;
	fl_arena *arena = &m->w.arena;
	if (m->sheet.tallied)
		FL_TRY(fl_tallies_load(m->w.store, &m->facts, arena, &tallies, err));
	FL_TRY(fl_candidates_make(&m->facts, m->tags, tallies, arena, &candidates, err));
	m->dreams = fl_arena_array(arena, m->facts.num_dreams + 1, sizeof *m->dreams);
	if (!m->dreams)
		return fl_enomem(err);
	for (size_t i = 0; i < m->facts.num_dreams; i++) {
		size_t stands;
		m->dreams[i] = (fl_sheet_dream){ .dream = &m->facts.dreams[i],
						 .candidate = &candidates[i],
						 .matches = m->tags[i].matches,
						 .num_matches = m->tags[i].num_matches,
						 .unclear = m->tags[i].unclear,
						 .representative = representative[i],
						 .award = m->allocation ? &m->allocation->awards[i] : NULL };
		if (!fl_map_put(&m->ids, m->facts.dreams[i].id, i, &stands))
			return fl_enomem(err);
	}
	m->sheet.dreams = m->dreams;
	m->sheet.num_dreams = m->facts.num_dreams;
	return FL_OK;
}

/* ---- what people laid down ----------------------------------------------------------------------------------------- */

static const fl_decision *decision_on(const making *m, const char *kind, fl_str subject)
{
	for (size_t i = 0; i < m->w.num_decisions; i++)
		if (fl_str_eqz(m->w.decisions[i].kind, kind) && fl_str_eq(m->w.decisions[i].subject, subject))
			return &m->w.decisions[i];
	return NULL;
}

/* What the reviewer must not judge. */
static void withhold(making *m)
{
	for (size_t i = 0; i < m->sheet.num_dreams; i++)
		m->dreams[i].withheld = fl_decision_conflict(&m->w.book, fl_str_trim(m->dreams[i].dream->organisation), m->sheet.reviewer);
}

/* Does it wait for somebody, and can that be the reviewer? Who has spoken already cannot be the other person, but can look again
 * where the text has changed. */
static bool waits(const making *m, const fl_question *q)
{
	if (q->state == FL_DECISION_IN_FORCE && fl_review_is_stale(&m->facts, &m->ids, q->last))
		return true;
	bool flag = fl_decision_is(q->last, FL_DECISION_FLAG) && q->state == FL_DECISION_IN_FORCE;
	for (size_t i = 0; i < q->num_votes; i++)
		if (fl_person_same(q->votes[i]->person, m->sheet.reviewer))
			return false;
	return flag || q->state == FL_DECISION_PENDING || q->state == FL_DECISION_DISAGREED;
}

/* Pairs are sorted; a decision since they were found takes its pair off the queue at once. */
static void mark_decided(making *m)
{
	for (size_t k = 0; k < m->w.num_decisions; k++) {
		const fl_decision *d = &m->w.decisions[k];
		size_t x = fl_map_get(&m->ids, d->subject), y = fl_map_get(&m->ids, d->other);
		if (!fl_str_eqz(d->kind, FL_DECISION_PAIR) || x == FL_MAP_NONE || y == FL_MAP_NONE)
			continue;
		size_t a = x < y ? x : y, b = x < y ? y : x, from = 0, to = m->num_pairs;
		while (from < to) {
			size_t middle = from + (to - from) / 2;
			const fl_pair *p = &m->pairs[middle];
			if (p->a < a || (p->a == a && p->b < b))
				from = middle + 1;
			else
				to = middle;
		}
		if (from < m->num_pairs && m->pairs[from].a == a && m->pairs[from].b == b)
			m->pairs[from].decided = true;
	}
}

/* ---- pairs --------------------------------------------------------------------------------------------------------- */

static const fl_pair *pair_of(const making *m, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < m->num_pairs; i++)
		if (m->pairs[i].a == a && m->pairs[i].b == b)
			return &m->pairs[i];
	return NULL;
}

/* Pairs on which people wait for another person come first, whatever the rules say of them. */
static fl_status add_waiting(making *m, fl_review_item *queue, size_t *count, fl_error *err)
{
	for (size_t i = 0; i < m->w.book.num_questions; i++) {
		const fl_question *q = &m->w.book.questions[i];
		size_t x = fl_map_get(&m->ids, q->last->subject), y = fl_map_get(&m->ids, q->last->other);
		if (!fl_decision_is(q->last, FL_DECISION_PAIR) || !waits(m, q) || x == FL_MAP_NONE || y == FL_MAP_NONE)
			continue;
		uint32_t a = (uint32_t)(x < y ? x : y), b = (uint32_t)(x < y ? y : x);
		const fl_pair *pair = pair_of(m, a, b);
		fl_pair *made = pair ? NULL : fl_arena_alloc(&m->w.arena, sizeof *made);
		if (!pair && !made)
			return fl_enomem(err);
		if (made)
			*made = (fl_pair){ .a = a, .b = b, .verdict = FL_PAIR_DIFFERENT, .only_a = FL_STR(""), .only_b = FL_STR(""),
					   .shared = FL_STR("") };
		queue[(*count)++] = (fl_review_item){ .pair = pair ? pair : made, .reason = FL_REVIEW_DOUBT };
	}
	return FL_OK;
}

static bool is_listed(const fl_review_item *queue, size_t count, const fl_pair *pair)
{
	for (size_t i = 0; i < count; i++)
		if (queue[i].pair == pair)
			return true;
	return false;
}

static fl_status find_groups(making *m, const uint32_t *representative, fl_error *err)
{
	fl_review_item *queue, *all;
	fl_review_templates templates;
	size_t count, waiting = 0, kept, none = 0;
	const fl_round_spec *spec = m->w.spec;
	mark_decided(m);
	FL_TRY(fl_review_queue(m->pairs, m->num_pairs, representative, spec->dup_review, spec->dup_same, &m->w.arena, &queue,
			       &count, err));
	all = fl_arena_array(&m->w.arena, count + m->w.book.num_questions + 1, sizeof *all);
	if (!all)
		return fl_enomem(err);
	FL_TRY(add_waiting(m, all, &waiting, err));
	kept = waiting;
	for (size_t i = 0; i < count; i++)
		if (!is_listed(all, waiting, queue[i].pair))
			all[kept++] = queue[i];
	count = kept;
	kept = 0;
	for (size_t i = 0; i < count; i++)
		if (!m->dreams[all[i].pair->a].withheld && !m->dreams[all[i].pair->b].withheld)
			all[kept++] = all[i];
	FL_TRY(fl_review_templates_find(m->pairs, m->num_pairs, m->sheet.num_dreams, NULL, &none, &m->w.arena, &templates, err));
	m->groups = (fl_groups){ .template = templates.hub,
				 .dreams = m->dreams,
				 .num_dreams = m->sheet.num_dreams,
				 .pairs = m->pairs,
				 .num_pairs = m->num_pairs,
				 .arena = &m->w.arena };
	return fl_groups_make(&m->groups, all, kept, err);
}

/* ---- dreams -------------------------------------------------------------------------------------------------------- */

/* Has everything that was asked about its tags been answered? */
static bool is_settled(const making *m, const fl_review_dream *d)
{
	fl_str id = m->dreams[d->dream].dream->id;
	bool category = decision_on(m, FL_DECISION_CATEGORY, id), admission = decision_on(m, FL_DECISION_ADMISSION, id);
	bool clear = d->cause == FL_REVIEW_FLAGGED || category || (d->cause == FL_REVIEW_LIMIT && admission);
	return clear && (d->num_flags == 0 || admission);
}

/* Signs of one dream stand one after another in the items; which item a dream has is remembered in 'item_of'. */
static fl_status add_dreams(making *m, size_t *item_of, fl_error *err)
{
	fl_review_dream *dreams;
	size_t count;
	FL_TRY(fl_review_dreams(&m->w, &m->facts, NULL, &dreams, &count, err));
	for (size_t i = 0; i < count; i++) {
		fl_sheet_item item = { .dream = dreams[i].dream, .tags = &dreams[i] };
		if (m->dreams[item.dream].withheld || is_settled(m, &dreams[i]))
			continue;
		item_of[item.dream] = m->groups.items.len;
		if (!fl_vec_push(&m->groups.items, item))
			return fl_enomem(err);
	}
	return FL_OK;
}

static int by_subject(const void *a, const void *b)
{
	const fl_result_note *x = a, *y = b;
	int order = fl_str_cmp(x->subject, y->subject);
	return order ? order : fl_str_cmp(x->code, y->code);
}

static fl_status add_signs(making *m, size_t *item_of, fl_error *err)
{
	fl_result_note *notes;
	size_t count, kept = 0;
	FL_TRY(fl_findings_load(m->w.store, &m->w.arena, &notes, &count, err));
	for (size_t i = 0; i < count; i++)
		if (fl_str_starts(notes[i].code, FL_STR("sign-")))
			notes[kept++] = notes[i];
	if (kept > 1)
		qsort(notes, kept, sizeof *notes, by_subject);
	for (size_t i = 0, end; i < kept; i = end) {
		size_t dream = fl_map_get(&m->ids, notes[i].subject);
		for (end = i + 1; end < kept && fl_str_eq(notes[end].subject, notes[i].subject); end++)
			;
		if (dream == FL_MAP_NONE || m->dreams[dream].withheld || decision_on(m, FL_DECISION_ADMISSION, notes[i].subject))
			continue;
		if (item_of[dream] == FL_MAP_NONE) {
			item_of[dream] = m->groups.items.len;
			if (!fl_vec_push(&m->groups.items, ((fl_sheet_item){ .dream = (uint32_t)dream })))
				return fl_enomem(err);
		}
		m->groups.items.items[item_of[dream]].signs = &notes[i];
		m->groups.items.items[item_of[dream]].num_signs = end - i;
	}
	return FL_OK;
}

/* What waits on one dream stands in one list; questions are sorted by kind, so each dream's are gathered. */
static fl_status add_questions(making *m, size_t *item_of, fl_error *err)
{
	const fl_decision_book *book = &m->w.book;
	for (size_t i = 0; i < book->num_questions; i++) {
		const fl_question *q = &book->questions[i];
		size_t dream = fl_map_get(&m->ids, q->last->subject);
		if (!fl_decision_on_dream(q->last) || fl_decision_on_two(q->last) || !waits(m, q) || dream == FL_MAP_NONE ||
		    m->dreams[dream].withheld)
			continue;
		if (item_of[dream] == FL_MAP_NONE) {
			item_of[dream] = m->groups.items.len;
			if (!fl_vec_push(&m->groups.items, ((fl_sheet_item){ .dream = (uint32_t)dream })))
				return fl_enomem(err);
		}
		fl_sheet_item *item = &m->groups.items.items[item_of[dream]];
		const fl_question **list = fl_arena_array(&m->w.arena, item->num_questions + 1, sizeof *list);
		if (!list)
			return fl_enomem(err);
		for (size_t k = 0; k < item->num_questions; k++)
			list[k] = item->questions[k];
		list[item->num_questions++] = q;
		item->questions = list;
	}
	return FL_OK;
}

static fl_status find_dreams(making *m, fl_error *err)
{
	size_t *item_of = fl_arena_array(&m->w.arena, m->sheet.num_dreams + 1, sizeof *item_of);
	if (!item_of)
		return fl_enomem(err);
	for (size_t i = 0; i < m->sheet.num_dreams; i++)
		item_of[i] = FL_MAP_NONE;
	FL_TRY(add_dreams(m, item_of, err));
	FL_TRY(add_signs(m, item_of, err));
	return add_questions(m, item_of, err);
}

/* ---- rules --------------------------------------------------------------------------------------------------------- */

static fl_status explain_one(making *m, size_t i, fl_error *err)
{
	const fl_dream *dream = m->dreams[m->groups.items.items[i].dream].dream;
	fl_text_field fields[] = { { FL_STR("title"), dream->title }, { FL_STR("body"), dream->body } };
	fl_buf json;
	fl_buf_init(&json, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_explain_tags((const fl_pack *const *)m->packs.items, m->packs.len, &(fl_tag_input){ fields, 2 },
					   dream->id, &json, err);
	if (status == FL_OK)
		status = fl_json_parse(fl_buf_view(&json), "explanation", &m->docs[i], err);
	fl_buf_release(&json);
	return status;
}

static fl_status explain_some(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	making *m = user;
	(void)worker;
	for (size_t i = begin; i < end; i++)
		if (!m->groups.items.items[i].group)
			FL_TRY(explain_one(m, i, err));
	return FL_OK;
}

static fl_status explain_all(making *m, int threads, fl_error *err)
{
	size_t count = m->groups.items.len;
	m->docs = fl_arena_array(&m->w.arena, count + 1, sizeof(fl_json_doc *));
	if (!m->docs)
		return fl_enomem(err);
	memset(m->docs, 0, (count + 1) * sizeof(fl_json_doc *));
	FL_TRY(fl_parallel_for(count < EXPLAINED_MAX ? count : EXPLAINED_MAX, GRAIN, threads, explain_some, m, err));
	for (size_t i = 0; i < count; i++)
		if (m->docs[i])
			m->groups.items.items[i].why = fl_json_root(m->docs[i]);
	return FL_OK;
}

static fl_status list_rules(making *m, fl_error *err)
{
	size_t count = 0;
	fl_sheet_rule *rules;
	for (size_t p = 0; p < m->packs.len; p++)
		count += fl_pack_num_rules(m->packs.items[p]);
	rules = fl_arena_array(&m->w.arena, count + 1, sizeof *rules);
	if (!rules)
		return fl_enomem(err);
	for (size_t p = 0; p < m->packs.len; p++)
		for (size_t r = 0; r < fl_pack_num_rules(m->packs.items[p]); r++) {
			const fl_pack *pack = m->packs.items[p];
			fl_sheet_rule *rule = &rules[m->sheet.num_rules];
			*rule = (fl_sheet_rule){ .pack = fl_pack_id(pack), .id = fl_pack_rule_id(pack, r) };
			rule->tags = fl_pack_rule_tags(pack, r, &rule->num_tags);
			fl_pack_rule_about(pack, rule->id, &rule->title, &rule->reason);
			m->sheet.num_rules += fl_pack_rule_active(pack, r);
		}
	m->sheet.rules = rules;
	return FL_OK;
}

typedef struct ranked {
	fl_str tag;
	size_t dreams;
} ranked;

static int most_dreams_first(const void *a, const void *b)
{
	const ranked *x = a, *y = b;
	if (x->dreams != y->dreams)
		return x->dreams > y->dreams ? -1 : 1;
	return fl_str_cmp(x->tag, y->tag);
}

static bool is_category(const making *m, fl_str tag)
{
	for (size_t p = 0; p < m->packs.len; p++)
		if (fl_pack_is_category(m->packs.items[p], tag))
			return true;
	return false;
}

/* Those that rules give, by how many dreams have them. */
static fl_status list_categories(making *m, fl_error *err)
{
	size_t most = 0, count = 0;
	fl_map seen = { 0 };
	for (size_t r = 0; r < m->sheet.num_rules; r++)
		most += m->sheet.rules[r].num_tags;
	ranked *list = fl_arena_array(&m->w.arena, most + 1, sizeof *list);
	fl_str *tags = fl_arena_array(&m->w.arena, most + 1, sizeof *tags);
	fl_status status = list && tags ? FL_OK : fl_enomem(err);
	for (size_t r = 0; r < m->sheet.num_rules && status == FL_OK; r++)
		for (size_t t = 0; t < m->sheet.rules[r].num_tags && status == FL_OK; t++) {
			fl_str tag = m->sheet.rules[r].tags[t];
			size_t at;
			if (!is_category(m, tag))
				continue;
			if (!fl_map_put(&seen, tag, count, &at))
				status = fl_enomem(err);
			else if (at == count)
				list[count++] = (ranked){ tag, 0 };
		}
	for (size_t i = 0; i < m->sheet.num_dreams && status == FL_OK; i++) {
		size_t at = fl_map_get(&seen, m->dreams[i].candidate->category);
		if (at != FL_MAP_NONE)
			list[at].dreams++;
	}
	fl_map_release(&seen);
	if (status == FL_OK && count > 1)
		qsort(list, count, sizeof *list, most_dreams_first);
	for (size_t i = 0; i < count && status == FL_OK; i++)
		tags[i] = list[i].tag;
	m->sheet.categories = tags;
	m->sheet.num_categories = count;
	return status;
}

static bool is_withheld(const making *m, const fl_decision *d)
{
	size_t a = fl_map_get(&m->ids, d->subject), b = fl_decision_on_two(d) ? fl_map_get(&m->ids, d->other) : a;
	return fl_decision_on_dream(d) && ((a != FL_MAP_NONE && m->dreams[a].withheld) || (b != FL_MAP_NONE && m->dreams[b].withheld));
}

static fl_status list_said(making *m, fl_error *err)
{
	const fl_decision_book *book = &m->w.book;
	fl_question *list = fl_arena_array(&m->w.arena, book->num_questions + 1, sizeof *list);
	bool *stale = fl_arena_array(&m->w.arena, book->num_questions + 1, sizeof *stale);
	if (!list || !stale)
		return fl_enomem(err);
	for (size_t i = 0; i < book->num_questions; i++) {
		const fl_question *q = &book->questions[i];
		if (is_withheld(m, q->last))
			continue;
		stale[m->sheet.num_said] = q->state == FL_DECISION_IN_FORCE && fl_review_is_stale(&m->facts, &m->ids, q->last);
		list[m->sheet.num_said++] = *q;
	}
	m->sheet.said = list;
	m->sheet.stale = stale;
	return FL_OK;
}

/* ---- the page ------------------------------------------------------------------------------------------------------ */

static fl_status load(making *m, fl_round *round, fl_error *err)
{
	bool found;
	uint32_t *representative;
	FL_TRY(fl_work_open(&m->w, round, false, err));
	FL_TRY(is_done(m, FL_STEP_DEDUP, &found, err));
	if (!found)
		return fl_error_at(err, FL_ESTATE, fl_store_name(m->w.store), 0, 0,
				   "'dedup' comes first: it has not been run");
	FL_TRY(fl_facts_load(m->w.store, &m->facts, err));
	FL_TRY(fl_tag_records_load(m->w.store, &m->facts, true, &m->w.arena, &m->tags, err));
	FL_TRY(fl_pairs_load(m->w.store, &m->facts, &m->w.arena, &m->pairs, &m->num_pairs, err));
	FL_TRY(fl_clusters_load(m->w.store, &m->facts, &m->w.arena, &representative, err));
	FL_TRY(load_money(m, err));
	FL_TRY(join_dreams(m, representative, err));
	withhold(m);
	FL_TRY(find_groups(m, representative, err));
	FL_TRY(find_dreams(m, err));
	FL_TRY(fl_journal_size(m->w.store, &m->sheet.entries, err));
	return fl_journal_root(m->w.store, m->sheet.entries, &m->sheet.root, err);
}

static fl_status complete(making *m, int threads, fl_error *err)
{
	fl_sheet *s = &m->sheet;
	FL_TRY(fl_packs_from_documents(&m->packs, m->w.documents, m->w.num_documents, threads, err));
	FL_TRY(explain_all(m, threads, err));
	FL_TRY(list_rules(m, err));
	FL_TRY(list_categories(m, err));
	FL_TRY(list_said(m, err));
	FL_TRY(fl_tag_titles_load(m->w.spec, m->w.documents, m->w.num_documents, err));
	s->spec = m->w.spec;
	s->items = m->groups.items.items;
	s->num_items = m->groups.items.len;
	s->pairs = m->groups.shown.items;
	s->num_pairs = m->groups.shown.len;
	s->members = m->groups.members.items;
	s->num_members = m->groups.members.len;
	for (size_t i = 0; i < s->num_items; i++)
		if (!s->items[i].group)
			m->dreams[s->items[i].dream].asked = true;
	for (size_t i = 0; i < s->num_members; i++)
		m->dreams[s->members[i]].asked = true;
	return FL_OK;
}

static void release(making *m)
{
	for (size_t i = 0; m->docs && i < m->groups.items.len; i++)
		fl_json_free(m->docs[i]);
	fl_packs_release(&m->packs);
	fl_groups_release(&m->groups);
	fl_map_release(&m->ids);
	fl_allocation_free(m->allocation);
	fl_facts_release(&m->facts);
}

/* As 'decide' asks of a name. */
static fl_status check_reviewer(fl_str name, fl_error *err)
{
	bool bad = name.len == 0 || name.len > FL_DECISION_TEXT_MAX || !fl_utf8_valid(name, NULL);
	for (size_t i = 0; i < name.len; i++)
		bad = bad || (unsigned char)name.data[i] < 0x20 || name.data[i] == 0x7f;
	return bad ? fl_error_set(err, FL_EARGUMENT, "the name of a reviewer is one line of UTF-8") : FL_OK;
}

static void count_all(const fl_sheet *s, size_t bytes, fl_review_page_summary *ret)
{
	*ret = (fl_review_page_summary){ .items = (int64_t)s->num_items, .bytes = (int64_t)bytes };
	for (size_t i = 0; i < s->num_items; i++)
		ret->groups += s->items[i].group;
	for (size_t i = 0; i < s->num_dreams; i++)
		ret->withheld += s->dreams[i].withheld;
}

fl_status fl_round_review_page(fl_round *round, const char *reviewer, const char *lang, const char *path,
			       const fl_options *options, fl_review_page_summary *ret_summary, fl_error *err)
{
	making m = { .sheet = { .reviewer = fl_str_trim(fl_str_of(reviewer)) } };
	fl_buf out;
	FL_TRY(check_reviewer(m.sheet.reviewer, err));
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = load(&m, round, err);
	if (status == FL_OK)
		status = complete(&m, fl_options_threads(options), err);
	if (status == FL_OK)
		status = fl_report_review_page(&m.sheet, lang, &out, err);
	if (status == FL_OK)
		status = fl_file_replace(path, fl_buf_view(&out), err);
	if (status == FL_OK)
		count_all(&m.sheet, out.len, ret_summary);
	fl_buf_release(&out);
	release(&m);
	return fl_work_end(&m.w, status, err);
}
