/* SPDX-License-Identifier: Apache-2.0
 *
 * check_laid_down.c - seals and approvals in a bundle.
 *
 * For the auditor. The digests that a seal holds are computed here from round.json and compared with facts.json; what is not what the
 * seal and the unsealings in the journal leave is refused. Where names are left out, what these entries say stands beside their hashes, with
 * pseudonyms: that it is what the hidden entry says is believed; that it fits the round, the flowers and the awards is asked all the same. A
 * member of the round in which names are hidden has another digest than the seal, so it cannot be compared, and that is said.
 */
#include "check/check_laid_down.h"

#include "base/error.h"
#include "base/str.h"
#include "verify/checks.h"

#include <stdio.h>

static fl_status find_files(const fl_bundle_facts *facts, fl_arena *arena, fl_seal_file **ret, size_t *ret_count, fl_error *err)
{
	size_t n = 0;
	fl_seal_file *files = fl_arena_array(arena, facts->num_evidence + 1, sizeof *files);
	if (!files)
		return fl_enomem(err);
	for (size_t i = 0; i < facts->num_evidence; i++) {
		const fl_evidence_fact *fact = &facts->evidence[i];
		bool rules = fl_str_eqz(fact->role, "pack") || fl_str_eqz(fact->role, "pack-base") || fl_str_eqz(fact->role, "model");
		if (rules && fl_digest_read_hex(fl_str_of(fact->digest), &files[n].digest)) {
			files[n].role = fact->role;
			files[n++].name = fact->name;
		}
	}
	*ret = files;
	*ret_count = n;
	return FL_OK;
}

static bool stated_before(const fl_bundle *b)
{
	const fl_bundle_journal *j = &b->journal;
	int64_t imported = -1;
	bool stated = false;
	for (size_t i = 0; i < j->num_entries; i++)
		if (fl_str_eqz(j->entries[i].step, "import"))
			imported = j->entries[i].seq;
	for (size_t i = 0; i < b->facts.num_dreams; i++)
		stated = stated || b->facts.dreams[i].stated_flowers >= 0;
	return stated && imported >= 0 && imported < j->seal.seal->seq && !j->seal.seal->late;
}

/* "d-" or "o-" and 16 hexadecimal digits. */
static bool is_pseudonym(fl_str text)
{
	if (text.len != 18 || (text.data[0] != 'd' && text.data[0] != 'o') || text.data[1] != '-')
		return false;
	for (size_t i = 2; i < text.len; i++)
		if (!memchr("0123456789abcdef", text.data[i], 16))
			return false;
	return true;
}

static bool has_pseudonym(fl_json v)
{
	bool found = fl_json_type_of(v) == FL_JSON_STRING && is_pseudonym(fl_json_text(v));
	bool inside = fl_json_type_of(v) == FL_JSON_OBJECT || fl_json_type_of(v) == FL_JSON_ARRAY;
	for (size_t i = 0; inside && !found && i < fl_json_len(v); i++)
		found = has_pseudonym(fl_json_at(v, i));
	return found;
}

/* What is not what was sealed; but where names are hidden, members that hold any say nothing. */
static fl_status judge_changes(fl_str round, const fl_bound *changes, size_t count, fl_bundle *b, fl_verdict *verdict, fl_error *err)
{
	fl_bundle_journal *j = &b->journal;
	fl_json_doc *doc = NULL;
	j->hidden = fl_arena_array(&b->arena, count + 1, sizeof *j->hidden);
	if (!j->hidden)
		return fl_enomem(err);
	FL_TRY(fl_json_parse(round, FL_BUNDLE_ROUND, &doc, err));
	for (size_t i = 0; i < count; i++) {
		char name[100];
		snprintf(name, sizeof name, "%.*s", FL_STR_ARG(changes[i].name));
		if (j->redacted && has_pseudonym(fl_json_get(fl_json_root(doc), name)))
			j->hidden[j->num_hidden++] = changes[i].name;
		else
			fl_verify_no(verdict, "'%.*s' is not what was sealed in entry %lld, and nobody broke the seal",
				     FL_STR_ARG(changes[i].name), (long long)j->seal.seal->seq);
	}
	fl_json_free(doc);
	return FL_OK;
}

static fl_status check_seal(fl_str round, fl_bundle *b, fl_verdict *verdict, fl_error *err)
{
	const fl_bundle_journal *j = &b->journal;
	fl_seal_file *files = NULL;
	fl_bound *now = NULL, *changes = NULL;
	size_t num_files = 0, count = 0, num_changes = 0;
	if (!j->seal.seal)
		return FL_OK;
	FL_TRY(find_files(&b->facts, &b->arena, &files, &num_files, err));
	FL_TRY(fl_seal_of(round, files, num_files, &b->arena, &now, &count, err));
	FL_TRY(fl_seal_changes(&j->seal, now, count, &b->arena, &changes, &num_changes, err));
	FL_TRY(judge_changes(round, changes, num_changes, b, verdict, err));
	if (stated_before(b) || fl_seal_flowers_before(&j->seal, j->entries, j->num_entries) >= 0)
		fl_verify_no(verdict, "the seal of entry %lld says that no flower had been read, and some had",
			     (long long)j->seal.seal->seq);
	return FL_OK;
}

static void check_approvals(const fl_bundle *b, fl_verdict *verdict)
{
	const fl_bundle_journal *j = &b->journal;
	for (size_t i = 0; i < j->num_entries; i++) {
		const char *wrong = fl_approval_wrong(j->entries, i);
		if (wrong)
			fl_verify_no(verdict, "entry %lld: %s", (long long)j->entries[i].seq, wrong);
	}
	if (j->official == FL_OFFICIAL_YES && (int64_t)j->approval.of < b->spec->approval_people)
		fl_verify_no(verdict, "the awards are made official by %zu of the %lld people that the round wants", j->approval.of,
			     (long long)b->spec->approval_people);
}

fl_status fl_check_laid_down(fl_str round, fl_bundle *bundle, fl_verdict *verdict, fl_error *err)
{
	fl_bundle_journal *j = &bundle->journal;
	FL_TRY(fl_seal_after(j->entries, j->num_entries, &bundle->arena, &j->seal, err));
	fl_approval_after(j->entries, j->num_entries, &j->approval);
	j->official = fl_approval_of(&j->approval, fl_entry_find(j->entries, j->num_entries, j->allocated));
	FL_TRY(check_seal(round, bundle, verdict, err));
	check_approvals(bundle, verdict);
	return FL_OK;
}

/* ---- saying it ------------------------------------------------------------------------------------------------------ */

/* Of the files that the facts were made from. */
static const fl_evidence_fact *next_unnamed(const fl_bundle *b, size_t *at, bool *ret_plain)
{
	while (*at < b->facts.num_evidence) {
		const fl_evidence_fact *fact = &b->facts.evidence[(*at)++];
		if (fl_seal_unnamed(&b->journal.seal, b->spec, fact->role, fact->name, ret_plain))
			return fact;
	}
	return NULL;
}

static void say_unnamed(const fl_bundle *bundle, fl_buf *out)
{
	const fl_evidence_fact *fact;
	bool plain;
	size_t at = 0, count = 0;
	for (; (fact = next_unnamed(bundle, &at, &plain)) != NULL; count++) {
		fl_buf_puts(out, count == 0 ? "           files that it does not name: " : ", ");
		fl_buf_safe(out, fact->name);
		fl_buf_puts(out, plain ? "" : " (read in a way of its own)");
	}
	fl_buf_puts(out, count > 0 ? "\n" : "");
}

static void put_unnamed(const fl_bundle *bundle, fl_json_writer *w)
{
	const fl_evidence_fact *fact;
	bool plain;
	size_t at = 0;
	fl_json_put_key(w, "unnamed");
	fl_json_begin_array(w);
	while ((fact = next_unnamed(bundle, &at, &plain)) != NULL) {
		fl_json_begin_object(w);
		fl_json_kv_str(w, "list", fact->role);
		fl_json_kv_str(w, "file", fact->name);
		fl_json_kv_bool(w, "plain", plain);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

static void say_people(const fl_approval *a, fl_buf *out)
{
	for (size_t i = 0; i < a->num_people; i++) {
		fl_buf_puts(out, i > 0 ? ", " : "");
		fl_buf_safe(out, a->people[i]->person);
	}
}

void fl_check_laid_down_say(const fl_bundle *bundle, fl_buf *out)
{
	static const char *const words[] = { [FL_OFFICIAL_NONE] = "no: other awards were approved, and not by enough people",
					     [FL_OFFICIAL_PENDING] = "not yet: more people have to approve",
					     [FL_OFFICIAL_YES] = "yes",
					     [FL_OFFICIAL_NO] = "NO: other awards are official" };
	const fl_bundle_journal *j = &bundle->journal;
	if (j->seal.seal) {
		fl_buf_puts(out, "sealed     by ");
		fl_buf_safe(out, j->seal.seal->person);
		fl_buf_printf(out, " in entry %lld, %s\n", (long long)j->seal.seal->seq,
			      j->seal.seal->late ? "LATE: flowers had been read" : "before any flower was read");
	}
	for (size_t i = 0; i < j->seal.num_broken; i++) {
		fl_buf_puts(out, "           BROKEN by ");
		fl_buf_safe(out, j->seal.broken[i]->person);
		fl_buf_printf(out, " in entry %lld, because: ", (long long)j->seal.broken[i]->seq);
		fl_buf_safe(out, j->seal.broken[i]->why);
		fl_buf_putc(out, '\n');
	}
	if (j->seal.seal)
		say_unnamed(bundle, out);
	for (size_t i = 0; i < j->num_hidden; i++) {
		fl_buf_puts(out, i == 0 ? "           not compared, because names in them are hidden: " : ", ");
		fl_buf_safe(out, j->hidden[i]);
		fl_buf_puts(out, i + 1 == j->num_hidden ? "\n" : "");
	}
	if (j->approval.num_people > 0) {
		fl_buf_printf(out, "official   %s (awards of entry %lld, approved by ", words[j->official],
			      (long long)j->approval.people[0]->awarded);
		say_people(&j->approval, out);
		fl_buf_puts(out, ")\n");
	}
}

void fl_check_laid_down_put(const fl_bundle *bundle, fl_json_writer *w)
{
	const fl_bundle_journal *j = &bundle->journal;
	if (j->seal.seal) {
		fl_json_put_key(w, "seal");
		fl_json_begin_object(w);
		fl_json_kv_i64(w, "entry", j->seal.seal->seq);
		fl_json_kv_str(w, "by", j->seal.seal->person);
		fl_json_kv_bool(w, "late", j->seal.seal->late);
		fl_json_kv_i64(w, "broken", (int64_t)j->seal.num_broken);
		put_unnamed(bundle, w);
		if (j->redacted) {
			fl_json_put_key(w, "not_compared");
			fl_json_begin_array(w);
			for (size_t i = 0; i < j->num_hidden; i++)
				fl_json_put_str(w, j->hidden[i]);
			fl_json_end_array(w);
		}
		fl_json_end_object(w);
	}
	if (j->approval.num_people > 0)
		fl_json_kv_bool(w, "official", j->official == FL_OFFICIAL_YES);
}
