/* SPDX-License-Identifier: Apache-2.0
 *
 * audit_bundle.c - a folder that stands alone: what decided, what was claimed, why it holds, and what was done.
 *
 * The files of a report's bundle (outputs.c writes the same), and beside them the journal, the decisions, the rule packs, the
 * program for other solvers, and a page that says how to check it. A bundle to be given away is made of the same records with
 * their names replaced (redact.h), so the checker needs to know nothing of that.
 */
#include "allocate/assign_model.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sign.h"
#include "base/str.h"
#include "domain/bundle.h"
#include "domain/proof_json.h"
#include "report/readme.h"
#include "steps/bundled_decisions.h"
#include "steps/chronicle.h"
#include "steps/export.h"
#include "steps/folder.h"
#include "steps/outputs_facts.h"
#include "steps/redact.h"
#include "steps/source_aliases.h"
#include "steps/step.h"

#include <dirent.h>
#include <stdio.h>

typedef struct bundling {
	fl_work w;
	fl_whole whole;
	fl_chronicle chronicle;
	fl_digest secret;
	bool redact;
	fl_round_spec *spec;    /* of the redacted round, NULL: w.spec */
	fl_map organisations;   /* as they were */
	fl_seal seal;           /* with pseudonyms */
	fl_approval approval;
	fl_folder folder;
	FL_VEC(fl_bundle_file) files;
	bool staged;
	size_t stages, stages_left_out;
} bundling;

/* A line a stage, behind the heading; "-" in the place of files that are left out. */
static void count_stages(bundling *b, fl_str list)
{
	size_t at = 0;
	fl_str line, left_out = FL_STR("\t-\t-\t");
	b->staged = true;
	for (bool head = true; fl_str_line(list, &at, &line); head = false) {
		b->stages += !head && line.len > 0;
		for (size_t i = 0; i + left_out.len <= line.len; i++)
			b->stages_left_out += fl_str_eq(fl_str_slice(line, i, i + left_out.len), left_out);
	}
}

static fl_status write_file(void *user, const char *name, fl_str bytes, fl_error *err)
{
	bundling *b = user;
	fl_str kept = fl_arena_str(&b->w.arena, fl_str_of(name));
	if (!kept.data)
		return fl_enomem(err);
	if (strcmp(name, "stages.tsv") == 0)
		count_stages(b, bytes);
	if (!fl_vec_push(&b->files, fl_bundle_file_of(kept.data, bytes)))
		return fl_enomem(err);
	return fl_folder_write(&b->folder, name, bytes, err);
}

static fl_status write_buf(bundling *b, const char *name, const fl_buf *buf, fl_error *err)
{
	FL_TRY(fl_buf_status(buf, err));
	return write_file(b, name, fl_buf_view(buf), err);
}

/* ---- names ---------------------------------------------------------------------------------------------------------- */

/* Who sealed and approved, in the entries themselves: what follows from them is told with pseudonyms, too. */
static fl_status redact_acts(bundling *b, fl_error *err)
{
	fl_chronicle *c = &b->chronicle;
	FL_TRY(fl_redact_acts(&b->secret, c->entries, c->count, &b->w.arena, err));
	FL_TRY(fl_seal_after(c->entries, c->count, &b->w.arena, &b->seal, err));
	fl_approval_after(c->entries, c->count, &b->approval);
	b->whole.result.seal = &b->seal;
	b->whole.result.approval = &b->approval;
	return FL_OK;
}

static fl_status redact(bundling *b, fl_buf *round, fl_error *err)
{
	fl_field *field = &b->whole.field;
	size_t stands, count = field->facts.num_dreams;
	FL_TRY(fl_secret_get(b->w.store, NULL, &b->secret, err));
	for (size_t i = 0; i < count; i++)
		if (field->candidates[i].organisation.len > 0 &&
		    !fl_map_put(&b->organisations, field->candidates[i].organisation, i, &stands))
			return fl_enomem(err);
	FL_TRY(fl_redact_proof(&b->secret, b->w.spec, &b->organisations, b->whole.allocation->proof, err));
	FL_TRY(fl_redact_candidates(&b->secret, field->candidates, count, &b->w.arena, err));
	FL_TRY(fl_redact_round(&b->secret, fl_json_root(b->w.json), round, err));
	FL_TRY(fl_round_parse(fl_buf_view(round), FL_BUNDLE_ROUND, &b->spec, err));
	for (size_t p = 0; p < b->spec->num_pools; p++)
		b->spec->pools[p].kept = b->w.spec->pools[p].kept;
	b->whole.result.spec = b->spec;
	return redact_acts(b, err);
}

/* ---- the files ------------------------------------------------------------------------------------------------------ */

static fl_status write_core(bundling *b, const fl_buf *round, fl_error *err)
{
	static const char *const names[] = { FL_BUNDLE_FACTS,  FL_BUNDLE_DREAMS, FL_BUNDLE_FLOWERS,
					     FL_BUNDLE_EARNED, FL_BUNDLE_AWARDS, FL_BUNDLE_PROOF };
	fl_buf bufs[6];
	for (int i = 0; i < 6; i++)
		fl_buf_init(&bufs[i], FL_BUF_MAX_DEFAULT);
	fl_status status = write_buf(b, FL_BUNDLE_ROUND, round, err);
	if (status == FL_OK)
		status = fl_bundle_facts_make(b->w.store, &b->whole, &bufs[0], &bufs[1], &bufs[2], &bufs[3], err);
	if (status == FL_OK) {
		fl_bundle_awards(&bufs[4], b->whole.result.spec, b->whole.field.candidates, b->whole.allocation);
		fl_proof_print(&bufs[5], b->whole.allocation->proof);
	}
	for (int i = 0; i < 6 && status == FL_OK; i++)
		status = write_buf(b, names[i], &bufs[i], err);
	for (int i = 0; i < 6; i++)
		fl_buf_release(&bufs[i]);
	return status;
}

/* earlier.jsonl as it stands; redacted with the pseudonyms of dreams, and without texts and names. */
static fl_status write_earlier(bundling *b, fl_error *err)
{
	fl_buf out;
	if (!b->whole.continued.there)
		return FL_OK;
	if (!b->redact)
		return write_file(b, FL_BUNDLE_EARLIER, b->whole.continued.text, err);
	FL_TRY(fl_redact_earlier(&b->secret, &b->whole.continued.earlier, &b->w.arena, err));
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_earlier_print(&out, &b->whole.continued.earlier);
	fl_status status = write_buf(b, FL_BUNDLE_EARLIER, &out, err);
	fl_buf_release(&out);
	return status;
}

/* match.json as it stands; redacted with the pseudonyms of dreams and organisations. */
static fl_status write_match(bundling *b, fl_error *err)
{
	fl_matching_record record;
	fl_matching m;
	fl_buf out;
	FL_TRY(fl_matching_load(b->w.store, &b->w.arena, &record, err));
	if (!record.done || b->w.spec->num_partners == 0)
		return FL_OK;
	FL_TRY(fl_matching_read(record.document, FL_BUNDLE_MATCH, &b->w.arena, &m, err));
	if (b->redact)
		FL_TRY(fl_redact_matching(&b->secret, &m, &b->w.arena, err));
	FL_TRY(fl_assign_export(&m, &(fl_export_sink){ .file = write_file, .user = b }, err));
	if (!b->redact)
		return write_file(b, FL_BUNDLE_MATCH, record.document, err);
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_matching_print(&out, &m);
	fl_status status = write_buf(b, FL_BUNDLE_MATCH, &out, err);
	fl_buf_release(&out);
	return status;
}

static fl_status write_decisions(bundling *b, fl_error *err)
{
	fl_buf out;
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_bundle_decisions_make(&b->whole, b->w.spec, b->redact ? &b->secret : NULL, &out, err);
	if (status == FL_OK)
		status = write_buf(b, FL_BUNDLE_DECISIONS, &out, err);
	fl_buf_release(&out);
	return status;
}

/* An entry that names people: its hash, which is all that the root needs, and of a seal or an approval what it says, without names. */
static void put_withheld(const fl_entry *entry, const fl_digest *leaf, fl_buf *out)
{
	fl_json_writer w;
	fl_buf time;
	char hex[65];
	fl_digest_hex(leaf, hex);
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	if (entry->act.kind != FL_ACT_NONE) {
		fl_buf_init(&time, 64);
		fl_time_print(&time, entry->at, 0);
		fl_json_put_key(&w, "entry");
		fl_json_begin_object(&w);
		fl_json_put_key(&w, "act");
		fl_act_put(&w, &entry->act);
		fl_json_kv_str(&w, "at", fl_buf_view(&time));
		fl_json_kv_str(&w, "florin", entry->florin);
		fl_json_kv_i64(&w, "seq", entry->seq);
		fl_json_kv_str(&w, "step", entry->step);
		fl_json_end_object(&w);
		fl_buf_release(&time);
	}
	fl_json_kv_z(&w, "withheld", hex);
	fl_json_end_object(&w);
}

static fl_status write_journal(bundling *b, fl_error *err)
{
	fl_buf out;
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_buf_printf(&out, "{\"format\":\"florin-journal/1\",\"redacted\":%s}\n", b->redact ? "true" : "false");
	for (size_t i = 0; i < b->chronicle.count; i++) {
		const fl_entry *entry = &b->chronicle.entries[i];
		fl_step step;
		if (b->redact && !fl_step_named(entry->step, &step))
			put_withheld(entry, &b->chronicle.leaves[i], &out);
		else
			fl_buf_str(&out, entry->text);
		fl_buf_putc(&out, '\n');
	}
	fl_status status = write_buf(b, FL_BUNDLE_JOURNAL, &out, err);
	fl_buf_release(&out);
	return status;
}

/* "pack-1-serves.json": numbered, since two may have one name; what is no letter, digit, '-' or '.' becomes '_'. */
static fl_status write_packs(bundling *b, fl_error *err)
{
	int number = 0;
	for (size_t i = 0; i < b->w.num_documents; i++) {
		const fl_document *d = &b->w.documents[i];
		char name[80];
		if (!fl_str_eqz(d->role, "pack") && !fl_str_eqz(d->role, "pack-base"))
			continue;
		int len = snprintf(name, sizeof name, "pack-%d-%.*s", ++number, (int)(d->name.len < 50 ? d->name.len : 50),
				   d->name.data);
		for (int k = 0; k < len; k++) {
			char c = name[k];
			bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
			name[k] = plain ? c : '_';
		}
		if (len < 5 || strcmp(name + len - 5, ".json") != 0)
			snprintf(name + len, sizeof name - (size_t)len, ".json");
		FL_TRY(write_file(b, name, d->bytes, err));
	}
	return FL_OK;
}

/* The table of names of organisations as it was read; round.json has what it says. It names organisations, so it is not given away without names. */
static fl_status write_aliases(bundling *b, fl_error *err)
{
	const fl_document *d = fl_work_document(&b->w, FL_ROLE_ALIASES);
	return d && !b->redact ? write_file(b, FL_BUNDLE_ALIASES, d->bytes, err) : FL_OK;
}

/* Where the policy is a program; of stages that are too many for files, those of every n-th. */
static fl_status write_program(bundling *b, fl_error *err)
{
	fl_error inner = FL_ERROR_INIT;
	const fl_round_spec *spec = b->whole.result.spec;
	if (fl_policy_baseline(spec->policy.kind))
		return FL_OK;
	fl_status status = fl_export_files(&b->w, spec, b->whole.field.candidates, b->whole.field.facts.num_dreams,
					   &(fl_export_sink){ .file = write_file, .user = b, .reduced = true }, &inner);
	return status == FL_OK ? FL_OK : fl_error_at(err, status, inner.source, 0, 0, "%s", inner.message);
}

static fl_status write_readme(bundling *b, fl_error *err)
{
	fl_buf out;
	const fl_policy *policy = &b->whole.result.spec->policy;
	bool program = !fl_policy_baseline(policy->kind) && policy->kind != FL_POLICY_MODEL;
	fl_str *names = fl_arena_array(&b->w.arena, b->files.len + 1, sizeof *names);
	if (!names)
		return fl_enomem(err);
	bool written = false;
	for (size_t i = 0; i < b->files.len; i++) {
		names[i] = b->files.items[i].name;
		written = written || fl_str_eqz(names[i], "round.dat");
	}
	fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
	fl_status status = fl_report_readme(&(fl_readme){ .result = &b->whole.result,
							  .names = names,
							  .num_names = b->files.len,
							  .models = program && written ? fl_export_models(policy) : NULL,
							  .staged = b->staged,
							  .stages = b->stages,
							  .stages_left_out = b->stages_left_out,
							  .redacted = b->redact },
					    &out, err);
	if (status == FL_OK)
		status = write_buf(b, FL_BUNDLE_README, &out, err);
	fl_buf_release(&out);
	return status;
}

static fl_status write_signature(bundling *b, const fl_buf *manifest, const char *key_file, fl_bundle_summary *sum, fl_error *err)
{
	fl_digest secret, public_key;
	fl_buf out;
	char hex[129];
	FL_TRY(fl_key_read(key_file, true, &secret, err));
	public_key = fl_sign_public(&secret);
	fl_digest_hex(&public_key, sum->signer);
	fl_ed25519 signature = fl_sign(fl_buf_view(manifest), &secret);
	fl_ed25519_hex(&signature, hex);
	fl_buf_init(&out, 1000);
	fl_buf_printf(&out, "{\"format\":\"florin-signature/1\",\"key\":\"%s\",\"signature\":\"%s\"}\n", sum->signer, hex);
	fl_status status = fl_folder_write(&b->folder, FL_BUNDLE_SIGNATURE, fl_buf_view(&out), err);
	fl_buf_release(&out);
	return status;
}

static fl_status write_manifest(bundling *b, const char *key_file, fl_bundle_summary *sum, fl_error *err)
{
	fl_buf manifest;
	fl_buf_init(&manifest, FL_BUF_MAX_DEFAULT);
	fl_bundle_manifest(&manifest, b->files.items, b->files.len);
	fl_status status = fl_buf_status(&manifest, err);
	if (status == FL_OK)
		status = fl_folder_write(&b->folder, FL_BUNDLE_MANIFEST, fl_buf_view(&manifest), err);
	if (status == FL_OK && key_file)
		status = write_signature(b, &manifest, key_file, sum, err);
	fl_digest digest = fl_sha256(fl_buf_view(&manifest));
	fl_digest_hex(&digest, sum->digest);
	sum->files = (int64_t)b->files.len + (key_file ? 2 : 1);
	fl_buf_release(&manifest);
	return status;
}

static fl_status write_all(bundling *b, const fl_buf *round, const fl_bundle_settings *settings, fl_bundle_summary *sum,
			   fl_error *err)
{
	FL_TRY(write_core(b, round, err));
	FL_TRY(write_earlier(b, err));
	FL_TRY(write_match(b, err));
	FL_TRY(write_decisions(b, err));
	FL_TRY(write_journal(b, err));
	FL_TRY(write_packs(b, err));
	FL_TRY(write_aliases(b, err));
	FL_TRY(write_program(b, err));
	FL_TRY(write_readme(b, err));
	return write_manifest(b, settings->sign, sum, err);
}

/* ---- all of it ------------------------------------------------------------------------------------------------------ */

/* A file that is there already would belong to no manifest. */
static fl_status check_empty(const char *out, fl_error *err)
{
	struct dirent *entry;
	bool empty = true;
	DIR *dir = opendir(out);
	while (dir && (entry = readdir(dir)))
		empty = empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
	if (dir)
		closedir(dir);
	return empty ? FL_OK : fl_error_at(err, FL_EIO, out, 0, 0, "the folder is not empty: a bundle stands alone");
}

static fl_status load(bundling *b, fl_round *round, fl_buf *text, fl_error *err)
{
	FL_TRY(fl_work_look(&b->w, round, FL_STEP_REPORT, err));
	FL_TRY(fl_chronicle_load(b->w.store, &b->w.arena, &b->chronicle, err));
	FL_TRY(fl_whole_load(b->w.store, b->w.spec, b->w.documents, b->w.num_documents, -1, &b->whole, err));
	if (b->redact)
		return redact(b, text, err);
	fl_buf_str(text, fl_work_document(&b->w, "round")->bytes);
	return fl_buf_status(text, err);
}

static fl_status make(bundling *b, fl_round *round, const char *out, const fl_bundle_settings *settings, fl_bundle_summary *sum,
		      fl_error *err)
{
	fl_buf text;
	fl_buf_init(&text, FL_BUF_MAX_DEFAULT);
	fl_status status = check_empty(out, err);
	if (status == FL_OK)
		status = load(b, round, &text, err);
	if (status == FL_OK)
		status = fl_folder_begin(&b->folder, out, true, err);
	if (status == FL_OK)
		status = write_all(b, &text, settings, sum, err);
	if (status == FL_OK)
		status = fl_folder_commit(&b->folder, err);
	if (status != FL_OK && b->folder.scratch.data)
		fl_folder_tell(&b->folder, err);
	sum->answer = status == FL_OK && b->whole.result.verified && b->whole.result.allocation->outcome != FL_INFEASIBLE;
	if (status == FL_OK)
		snprintf(sum->root, sizeof sum->root, "%.*s", FL_STR_ARG(b->whole.result.journal_root));
	fl_buf_release(&text);
	return status;
}

fl_status fl_audit_bundle(fl_round *round, const char *out, const fl_bundle_settings *settings, fl_bundle_summary *ret_summary,
			  fl_error *err)
{
	bundling b = { .redact = settings->redact };
	*ret_summary = (fl_bundle_summary){ 0 };
	fl_status status = make(&b, round, out, settings, ret_summary, err);
	fl_folder_end(&b.folder);
	fl_vec_release(&b.files);
	fl_map_release(&b.organisations);
	fl_round_free(b.spec);
	fl_whole_release(&b.whole);
	return fl_work_end(&b.w, status, err);
}
