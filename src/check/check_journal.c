/* SPDX-License-Identifier: Apache-2.0
 *
 * check_journal.c - the journal in a bundle.
 *
 * The root of the journal is what binds a bundle to the report that everybody has seen: it is computed here from the entries (those
 * that name people may stand as their hashes). Then the entry of the allocation must tell of these awards, that of the round of this
 * round.json, and those of the round and the import of the files that facts.json names.
 */
#include "check/check_journal.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "check/check_laid_down.h"
#include "domain/bundle.h"
#include "domain/entry.h"
#include "verify/checks.h"

typedef struct journal {
	fl_bundle *bundle;
	fl_merkle_growing tree;
	FL_VEC(fl_digest) roots; /* after each entry */
	FL_VEC(fl_entry) entries; /* those that are shown */
	fl_entry init, import, allocate;
	int64_t allocated, verified; /* entries of these, -1 none */
	bool redacted;
} journal;

static fl_status bad_line(size_t line, fl_error *err, const char *what)
{
	return fl_error_at(err, FL_EPARSE, FL_BUNDLE_JOURNAL, (int64_t)line, 0, "%s", what);
}

static fl_status read_head(journal *j, fl_str line, fl_error *err)
{
	static const char *const keys[] = { "format", "redacted", NULL };
	fl_json_doc *doc = NULL;
	FL_TRY(fl_json_parse(line, FL_BUNDLE_JOURNAL, &doc, err));
	fl_json root = fl_json_root(doc);
	fl_status status = fl_bundle_need_format(root, "florin-journal/1", err);
	if (status == FL_OK)
		status = fl_json_only(root, keys, err);
	if (status == FL_OK)
		status = fl_json_take_bool(root, "redacted", false, &j->redacted, err);
	fl_json_free(doc);
	return status;
}

/* What a hidden entry is said to say; 'ret->step' is "" where it is not said. Only of what people laid down for the whole round. */
static fl_status take_said(fl_json said, fl_arena *arena, fl_entry *ret, fl_error *err)
{
	fl_json_writer w;
	fl_buf text;
	*ret = (fl_entry){ .step = FL_STR("") };
	if (!fl_json_present(said))
		return FL_OK;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_json_start(&w, &text, false);
	fl_json_put_value(&w, said, true);
	fl_status status = fl_buf_status(&text, err);
	if (status == FL_OK)
		status = fl_entry_parse(fl_buf_view(&text), arena, ret, err);
	if (status == FL_OK && ret->act.kind == FL_ACT_NONE)
		status = fl_error_set(err, FL_EPARSE, "no seal and no approval");
	fl_buf_release(&text);
	return status;
}

/* {"withheld":"HEX"}: an entry of which only the hash is given; {"entry":{...},"withheld":"HEX"}: and what it says, without names. */
static fl_status read_withheld(fl_str line, fl_arena *arena, fl_digest *ret_leaf, fl_entry *ret_said, fl_error *err)
{
	static const char *const keys[] = { "entry", "withheld", NULL };
	fl_json_doc *doc = NULL;
	FL_TRY(fl_json_parse(line, FL_BUNDLE_JOURNAL, &doc, err));
	fl_json root = fl_json_root(doc);
	fl_status status = fl_json_only(root, keys, err);
	if (status == FL_OK && !fl_digest_read_hex(fl_json_text(fl_json_get(root, "withheld")), ret_leaf))
		status = fl_error_set(err, FL_EPARSE, "no hash");
	if (status == FL_OK)
		status = take_said(fl_json_get(root, "entry"), arena, ret_said, err);
	fl_json_free(doc);
	return status;
}

static void follow(journal *j, const fl_entry *entry)
{
	if (fl_str_eqz(entry->step, "allocate")) {
		j->allocate = *entry;
		j->allocated = entry->seq;
	} else if (fl_str_eqz(entry->step, "init")) {
		j->init = *entry;
	} else if (fl_str_eqz(entry->step, "import")) {
		j->import = *entry;
	} else if (fl_str_eqz(entry->step, "verify")) {
		j->verified = entry->seq;
	}
}

/* Before the first key of an entry as it stands, "act", "answer" or "at". */
static bool is_withheld(const journal *j, fl_str line)
{
	return j->redacted && (fl_str_starts(line, FL_STR("{\"withheld\":")) || fl_str_starts(line, FL_STR("{\"entry\":")));
}

static fl_status read_entry(journal *j, fl_str line, size_t number, fl_error *err)
{
	fl_entry entry;
	fl_digest leaf;
	bool withheld = is_withheld(j, line);
	fl_status status = withheld ? read_withheld(line, &j->bundle->arena, &leaf, &entry, NULL)
				    : fl_entry_parse(line, &j->bundle->arena, &entry, NULL);
	if (status != FL_OK)
		return status == FL_ENOMEM ? fl_enomem(err) : bad_line(number, err, "this is no entry of a journal");
	if (entry.step.len > 0 && entry.seq != (int64_t)j->roots.len)
		return bad_line(number, err, "an entry that says it stands in another place");
	if (!withheld) {
		leaf = fl_merkle_leaf(line);
		follow(j, &entry);
	}
	if (entry.step.len > 0 && !fl_vec_push(&j->entries, entry))
		return fl_enomem(err);
	fl_merkle_grow(&j->tree, &leaf);
	return fl_vec_push(&j->roots, fl_merkle_growing_root(&j->tree)) ? FL_OK : fl_enomem(err);
}

static fl_status read_lines(journal *j, fl_str text, fl_error *err)
{
	size_t number = 0;
	for (size_t at = 0; at < text.len;) {
		const char *end = memchr(text.data + at, '\n', text.len - at);
		if (!end)
			return bad_line(number + 1, err, "the last line has no end");
		fl_str line = fl_str_slice(text, at, (size_t)(end - text.data));
		at += line.len + 1;
		FL_TRY(number++ == 0 ? read_head(j, line, err) : read_entry(j, line, number, err));
	}
	return number > 0 ? FL_OK : bad_line(1, err, "the journal is empty");
}

/* ---- does it fit ---------------------------------------------------------------------------------------------------- */

static bool has_read(const fl_entry *entry, const fl_digest *digest)
{
	for (size_t i = 0; i < entry->num_reads; i++)
		if (fl_digest_same(&entry->reads[i].digest, digest))
			return true;
	return false;
}

static void check_facts(const journal *j, const fl_digest *round, fl_verdict *verdict)
{
	const fl_bundle_facts *facts = &j->bundle->facts;
	if (!j->redacted && !has_read(&j->init, round))
		fl_verify_no(verdict, "the journal knows of another '%s'", FL_BUNDLE_ROUND);
	for (size_t i = 0; i < facts->num_evidence; i++) {
		fl_digest digest;
		const fl_evidence_fact *fact = &facts->evidence[i];
		if (!fl_digest_read_hex(fl_str_of(fact->digest), &digest) ||
		    (!has_read(&j->import, &digest) && !has_read(&j->init, &digest)))
			fl_verify_no(verdict, "the journal knows of no file '%.*s' with this digest", FL_STR_ARG(fact->name));
	}
}

static void check_awards(const journal *j, fl_verdict *verdict)
{
	const fl_bundle *b = j->bundle;
	const fl_entry *entry = &j->allocate;
	int64_t funded = 0, qualified = 0;
	fl_money awarded = 0;
	for (size_t i = 0; i < b->num_dreams; i++) {
		if (!fl_money_add(awarded, b->allocation->awards[i].amount, &awarded))
			awarded = INT64_MAX;
		funded += b->allocation->awards[i].amount > 0;
		qualified += b->dreams[i].standing == FL_QUALIFIED;
	}
	if (j->allocated < 0)
		fl_verify_no(verdict, "the journal knows of no allocation");
	else if (fl_entry_counted(entry, "awarded") != awarded || fl_entry_counted(entry, "funded") != funded ||
		 fl_entry_counted(entry, "qualified") != qualified ||
		 fl_entry_counted(entry, "budget") != b->spec->budget ||
		 !fl_str_eqz(entry->answer, fl_bundle_outcome_word(b->allocation->outcome)))
		fl_verify_no(verdict, "entry %lld of the journal tells of other awards", (long long)entry->seq);
}

static fl_status keep(const journal *j, fl_bundle *bundle, fl_error *err)
{
	fl_bundle_journal *kept = &bundle->journal;
	kept->size = j->roots.len;
	kept->allocated = j->allocated;
	kept->reported = (size_t)((j->verified > j->allocated ? j->verified : (int64_t)j->roots.len - 1) + 1);
	kept->redacted = j->redacted;
	kept->roots = fl_arena_array(&bundle->arena, j->roots.len + 1, sizeof *kept->roots);
	if (!kept->roots)
		return fl_enomem(err);
	memcpy(kept->roots, j->roots.items, j->roots.len * sizeof *kept->roots);
	kept->num_entries = j->entries.len;
	kept->entries = fl_arena_array(&bundle->arena, j->entries.len + 1, sizeof *kept->entries);
	if (!kept->entries)
		return fl_enomem(err);
	if (j->entries.len > 0)
		memcpy(kept->entries, j->entries.items, j->entries.len * sizeof *kept->entries);
	return FL_OK;
}

fl_status fl_check_journal(fl_str text, fl_str round, fl_bundle *bundle, fl_verdict *verdict, fl_error *err)
{
	journal j = { .bundle = bundle, .allocated = -1, .verified = -1 };
	fl_status status = read_lines(&j, text, err);
	if (status == FL_OK && j.roots.len == 0)
		status = bad_line(1, err, "the journal has no entries");
	if (status == FL_OK) {
		fl_digest digest = fl_sha256(round);
		check_facts(&j, &digest, verdict);
		check_awards(&j, verdict);
		status = keep(&j, bundle, err);
	}
	if (status == FL_OK)
		status = fl_check_laid_down(round, bundle, verdict, err);
	fl_vec_release(&j.entries);
	fl_vec_release(&j.roots);
	return status;
}

/* Behind a hash could stand a later allocation: where names are left out, only the root on the report of these awards counts. */
static bool may_be_known(const fl_bundle_journal *j, size_t i)
{
	return j->redacted ? i + 1 == j->reported : (int64_t)i >= j->allocated;
}

fl_status fl_check_known_root(const char *root, const fl_bundle *bundle, fl_verdict *verdict, fl_error *err)
{
	fl_digest known;
	const fl_bundle_journal *j = &bundle->journal;
	if (!fl_digest_read_hex(fl_str_of(root), &known))
		return fl_error_set(err, FL_EINVAL, "a root is 64 hexadecimal digits, not '%s'", root);
	for (size_t i = 0; i < j->size; i++)
		if (may_be_known(j, i) && fl_digest_same(&j->roots[i], &known))
			return FL_OK;
	fl_verify_no(verdict, j->size > 0 ? "the root you know is not one of this journal since the money was divided"
					  : "the bundle has no journal, so no root");
	return FL_OK;
}
