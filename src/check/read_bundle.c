/* SPDX-License-Identifier: Apache-2.0
 *
 * read_bundle.c - an audit bundle from a folder (docs/reference/bundle.md).
 *
 * First the manifest: every file it lists must be there with the digest it states, it must list those that decide, and the folder
 * holds no other. Only then is anything else believed to be what it is called. Each file is read once: what was hashed is what is
 * parsed. flowers.csv may be larger than memory: it is hashed, parsed and counted piece by piece, and what was counted is
 * forgotten where its digest turns out to be another.
 */
#include "check/read_bundle.h"

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/sign.h"
#include "base/str.h"
#include "check/check_decisions.h"
#include "check/check_journal.h"
#include "check/check_earlier.h"
#include "check/check_match.h"
#include "domain/matching.h"
#include "domain/proof_json.h"
#include "verify/checks.h"
#include "verify/tallies.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define FILE_MAX ((size_t)1 << 30)
#define PIECE    ((size_t)1 << 18)

enum { ROUND, FACTS, DREAMS, EARNED, AWARDS, PROOF, FLOWERS, JOURNAL, MATCH, DECISIONS, EARLIER, NUM_PARTS, NUM_NEEDED = JOURNAL };

static const char *const parts[NUM_PARTS] = { FL_BUNDLE_ROUND,  FL_BUNDLE_FACTS, FL_BUNDLE_DREAMS, FL_BUNDLE_EARNED,
					      FL_BUNDLE_AWARDS, FL_BUNDLE_PROOF, FL_BUNDLE_FLOWERS,
					      FL_BUNDLE_JOURNAL, FL_BUNDLE_MATCH, FL_BUNDLE_DECISIONS, FL_BUNDLE_EARLIER };

typedef struct reading {
	const char *folder;
	fl_bundle *bundle;
	fl_verdict *verdict;
	fl_bundle_file *files;
	size_t num_files;
	fl_buf texts[NUM_PARTS]; /* all but the flowers */
} reading;

static fl_status path_of(const reading *r, fl_str name, fl_buf *ret, fl_error *err)
{
	fl_buf_printf(ret, "%s/%.*s", r->folder, FL_STR_ARG(name));
	return fl_buf_status(ret, err);
}

static fl_status read_file(const reading *r, fl_str name, fl_buf *buf, fl_error *err)
{
	fl_buf path;
	fl_buf_init(&path, 1 << 16);
	fl_status status = path_of(r, name, &path, err);
	if (status == FL_OK)
		status = fl_file_read(path.data, buf, err);
	fl_buf_release(&path);
	return status;
}

/* ---- the manifest ---- */

static int part_of(fl_str name)
{
	int part = 0;
	while (part < NUM_PARTS && !fl_str_eqz(name, parts[part]))
		part++;
	return part;
}

static void refuse_changed(reading *r, fl_str name)
{
	fl_verify_no(r->verdict, "file '%.*s' is not the one that the manifest lists", FL_STR_ARG(name));
}

static void compare(reading *r, const fl_bundle_file *file, const char *digest)
{
	if (memcmp(digest, file->digest, 64) != 0)
		refuse_changed(r, file->name);
}

/* Read a listed file and compare it; one that is needed later stays in its place. The flowers come later. */
static fl_status read_listed(reading *r, const fl_bundle_file *file, fl_error *err)
{
	fl_buf other;
	int part = part_of(file->name);
	if (part == FLOWERS)
		return FL_OK;
	fl_buf_init(&other, FILE_MAX);
	fl_buf *text = part < NUM_PARTS ? &r->texts[part] : &other;
	fl_status status = read_file(r, file->name, text, err);
	if (status == FL_OK) {
		fl_bundle_file actual = fl_bundle_file_of("", fl_buf_view(text));
		compare(r, file, actual.digest);
	}
	fl_buf_release(&other);
	return status;
}

static bool is_listed(const reading *r, fl_str name)
{
	for (size_t i = 0; i < r->num_files; i++)
		if (fl_str_eq(r->files[i].name, name))
			return true;
	return false;
}

/* Nothing else lies there that somebody could take for a part of it; what is hidden (a leading dot) is nobody's. */
static fl_status look_for_others(reading *r, fl_error *err)
{
	struct dirent *entry;
	DIR *dir = opendir(r->folder);
	if (!dir)
		return fl_error_at(err, FL_EIO, r->folder, 0, 0, "the folder cannot be read");
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, FL_BUNDLE_MANIFEST) != 0 &&
		    strcmp(entry->d_name, FL_BUNDLE_SIGNATURE) != 0 &&
		    !is_listed(r, fl_str_of(entry->d_name)))
			fl_verify_no(r->verdict, "file '%s' is not in the manifest", entry->d_name);
	closedir(dir);
	return FL_OK;
}

/* It signs the bytes of the manifest, and that lists the digests of everything else. */
static fl_status check_signature(reading *r, fl_str text, fl_str manifest, fl_error *err)
{
	static const char *const keys[] = { "format", "key", "signature", NULL };
	fl_json_doc *doc = NULL;
	fl_digest key;
	fl_ed25519 signature;
	FL_TRY(fl_json_parse(text, FL_BUNDLE_SIGNATURE, &doc, err));
	fl_json root = fl_json_root(doc);
	fl_status status = fl_bundle_need_format(root, "florin-signature/1", err);
	if (status == FL_OK)
		status = fl_json_only(root, keys, err);
	if (status == FL_OK && (!fl_digest_read_hex(fl_json_text(fl_json_get(root, "key")), &key) ||
				!fl_ed25519_read_hex(fl_json_text(fl_json_get(root, "signature")), &signature)))
		status = fl_error_at(err, FL_EPARSE, FL_BUNDLE_SIGNATURE, 0, 0, "key and signature are 64 and 128 hexadecimal digits");
	if (status == FL_OK && !fl_sign_holds(manifest, &signature, &key))
		fl_verify_no(r->verdict, "the signature is not one of this manifest");
	else if (status == FL_OK)
		fl_digest_hex(&key, r->bundle->signer);
	fl_json_free(doc);
	return status;
}

static fl_status read_signature(reading *r, fl_str manifest, fl_error *err)
{
	fl_buf path, text;
	fl_buf_init(&path, 1 << 16);
	fl_buf_init(&text, 1 << 16);
	fl_status status = path_of(r, FL_STR(FL_BUNDLE_SIGNATURE), &path, err);
	if (status == FL_OK && fl_file_exists(path.data)) {
		status = fl_file_read(path.data, &text, err);
		if (status == FL_OK)
			status = check_signature(r, fl_buf_view(&text), manifest, err);
	}
	fl_buf_release(&path);
	fl_buf_release(&text);
	return status;
}

static fl_status read_manifest(reading *r, fl_error *err)
{
	fl_buf text;
	fl_buf_init(&text, FILE_MAX);
	fl_status status = read_file(r, FL_STR(FL_BUNDLE_MANIFEST), &text, err);
	if (status == FL_OK)
		status = fl_bundle_read_manifest(fl_buf_view(&text), FL_BUNDLE_MANIFEST, &r->bundle->arena, &r->files,
						 &r->num_files, err);
	if (status == FL_OK)
		status = read_signature(r, fl_buf_view(&text), err);
	fl_digest digest = fl_sha256(fl_buf_view(&text));
	fl_digest_hex(&digest, r->bundle->manifest);
	fl_buf_release(&text);
	for (int part = 0; part < NUM_NEEDED && status == FL_OK; part++)
		if (!is_listed(r, fl_str_of(parts[part])))
			status = fl_error_at(err, FL_EINVAL, FL_BUNDLE_MANIFEST, 0, 0,
					     "the manifest does not list '%s'", parts[part]);
	return status;
}

/* ---- the flowers ---- */

static fl_status on_row(void *user, const fl_flower_fact *row, fl_error *err)
{
	return fl_recount_row(user, row, err);
}

/* A piece, of which 'tail' holds the beginning of a line that has not ended. */
static fl_status take_piece(fl_flower_text *text, fl_buf *tail, fl_str piece, fl_error *err)
{
	size_t whole = piece.len;
	while (whole > 0 && piece.data[whole - 1] != '\n')
		whole--;
	if (whole > 0) {
		const char *end = memchr(piece.data, '\n', piece.len);
		size_t first = tail->len > 0 ? (size_t)(end - piece.data) + 1 : 0;
		fl_buf_add(tail, piece.data, first);
		FL_TRY(fl_buf_status(tail, err));
		FL_TRY(fl_flower_text_read(text, fl_buf_view(tail), err));
		fl_buf_clear(tail);
		FL_TRY(fl_flower_text_read(text, fl_str_slice(piece, first, whole), err));
	}
	fl_buf_add(tail, piece.data + whole, piece.len - whole);
	return fl_buf_status(tail, err);
}

/* Reads to the end even where a line cannot be understood: a file that is not the listed one is the first thing to say. */
static fl_status read_pieces(reading *r, fl_reader *reader, fl_flower_text *text, fl_error *err)
{
	fl_hasher hasher;
	fl_buf tail;
	char hex[65];
	fl_error inner = FL_ERROR_INIT;
	size_t len = 1;
	char *piece = fl_alloc(PIECE);
	fl_status status = piece ? FL_OK : fl_enomem(err), parsed = FL_OK;
	fl_buf_init(&tail, 1000);
	fl_hasher_init(&hasher);
	while (status == FL_OK && len > 0) {
		status = fl_reader_fill(reader, piece, PIECE, &len, err);
		if (status != FL_OK || len == 0)
			break;
		fl_hasher_add(&hasher, piece, len);
		if (parsed == FL_OK)
			parsed = take_piece(text, &tail, (fl_str){ piece, len }, &inner);
	}
	if (parsed == FL_OK && status == FL_OK && (tail.len > 0 || text->line == 0))
		parsed = fl_error_at(&inner, FL_EPARSE, text->source, text->line + 1, 0, "the line has no end");
	fl_digest digest = fl_hasher_final(&hasher);
	fl_digest_hex(&digest, hex);
	for (size_t i = 0; status == FL_OK && i < r->num_files; i++)
		if (part_of(r->files[i].name) == FLOWERS)
			compare(r, &r->files[i], hex);
	if (status == FL_OK && parsed != FL_OK && !fl_verify_refused(r->verdict))
		status = fl_error_at(err, parsed, inner.source, inner.line, inner.column, "%s", inner.message);
	fl_buf_release(&tail);
	fl_free(piece);
	return status;
}

static fl_status count_flowers(reading *r, fl_error *err)
{
	fl_bundle *b = r->bundle;
	fl_earned_facts earned = { 0 };
	fl_recount recount = { 0 };
	fl_reader *reader = NULL;
	fl_buf path;
	fl_buf_init(&path, 1 << 16);
	fl_status status = path_of(r, FL_STR(FL_BUNDLE_FLOWERS), &path, err);
	if (status == FL_OK)
		status = fl_bundle_earned_read(fl_buf_view(&r->texts[EARNED]), FL_BUNDLE_EARNED, &earned, err);
	if (status == FL_OK)
		status = fl_recount_init(&recount, b->spec, &b->facts, earned.items, earned.len, err);
	if (status == FL_OK)
		status = fl_reader_open(path.data, &reader, err);
	fl_flower_text text = { .source = FL_BUNDLE_FLOWERS,
				.with_times = b->spec && fl_bundle_with_times(b->spec),
				.num_dreams = b->facts.num_dreams,
				.num_sources = b->facts.num_sources,
				.row = on_row,
				.user = &recount };
	if (status == FL_OK)
		status = read_pieces(r, reader, &text, err);
	if (status == FL_OK && !fl_verify_refused(r->verdict))
		status = fl_recount_close(&recount, &b->arena, &b->dreams, r->verdict, err);
	fl_reader_close(reader);
	fl_recount_release(&recount);
	fl_vec_release(&earned);
	fl_buf_release(&path);
	return status;
}

/* ---- all of it ---- */

static fl_status read_facts(reading *r, fl_error *err)
{
	fl_bundle *b = r->bundle;
	FL_TRY(fl_round_parse(fl_buf_view(&r->texts[ROUND]), FL_BUNDLE_ROUND, &b->spec, err));
	if (b->spec->alias_table)
		return fl_error_at(err, FL_EINVAL, FL_BUNDLE_ROUND, 0, 0, "the names of organisations stand in a table that is not here");
	FL_TRY(fl_bundle_facts_read(fl_buf_view(&r->texts[FACTS]), FL_BUNDLE_FACTS, &b->arena, &b->facts, err));
	FL_TRY(fl_bundle_dreams_read(fl_buf_view(&r->texts[DREAMS]), FL_BUNDLE_DREAMS, &b->arena, &b->facts, err));
	b->num_dreams = b->facts.num_dreams;
	return count_flowers(r, err);
}

static fl_status read_claim(reading *r, fl_error *err)
{
	fl_bundle *b = r->bundle;
	fl_proof *proof = NULL;
	FL_TRY(fl_bundle_read_awards(fl_buf_view(&r->texts[AWARDS]), FL_BUNDLE_AWARDS, b->spec, b->dreams, b->num_dreams,
				     &b->allocation, err));
	/* Where nothing can be awarded there is no solution that a proof could be of: it may be one of no dreams. */
	fl_error ignored = FL_ERROR_INIT;
	fl_str text = fl_buf_view(&r->texts[PROOF]);
	bool nothing = b->allocation->outcome == FL_INFEASIBLE && fl_proof_read(text, FL_BUNDLE_PROOF, 0, &proof, &ignored) == FL_OK;
	if (!nothing)
		FL_TRY(fl_proof_read(text, FL_BUNDLE_PROOF, b->num_dreams, &proof, err));
	fl_proof_free(b->allocation->proof);
	b->allocation->proof = proof;
	b->complete = true;
	return FL_OK;
}

/* A round that names partners is matched; one that does not has no matching. */
static fl_status read_match(reading *r, fl_error *err)
{
	bool listed = is_listed(r, FL_STR(FL_BUNDLE_MATCH));
	if (listed != (r->bundle->spec->num_partners > 0))
		fl_verify_no(r->verdict, listed ? "there is a matching, but the round names no partners"
						: "the round names partners, but there is no '" FL_BUNDLE_MATCH "'");
	return listed && !fl_verify_refused(r->verdict) ? fl_check_match(fl_buf_view(&r->texts[MATCH]), r->bundle, r->verdict, err)
							 : FL_OK;
}

/* The n-th rule pack that the facts were made from, from 1; NULL: there are fewer. */
static const fl_evidence_fact *pack_of(const fl_bundle_facts *facts, long n)
{
	for (size_t i = 0; i < facts->num_evidence; i++) {
		fl_str role = facts->evidence[i].role;
		if ((fl_str_eqz(role, "pack") || fl_str_eqz(role, "pack-base")) && --n == 0)
			return &facts->evidence[i];
	}
	return NULL;
}

/* So is the table of names of organisations; what it says stands in round.json. */
static void check_aliases(const reading *r, const fl_bundle_file *file)
{
	const fl_bundle_facts *facts = &r->bundle->facts;
	for (size_t i = 0; i < facts->num_evidence; i++)
		if (fl_str_eqz(facts->evidence[i].role, "aliases") && memcmp(facts->evidence[i].digest, file->digest, 64) == 0)
			return;
	fl_verify_no(r->verdict, "file '" FL_BUNDLE_ALIASES "' is not the table that '" FL_BUNDLE_FACTS "' names");
}

/* A pack that lies in the bundle, "pack-2-serves.json", is the one that the facts name. */
static void check_packs(const reading *r)
{
	fl_str head = FL_STR("pack-");
	for (size_t i = 0; i < r->num_files; i++) {
		const fl_bundle_file *file = &r->files[i];
		if (fl_str_eqz(file->name, FL_BUNDLE_ALIASES))
			check_aliases(r, file);
		if (!fl_str_starts(file->name, head))
			continue;
		char number[8];
		snprintf(number, sizeof number, "%.*s", FL_STR_ARG(fl_str_slice(file->name, head.len, file->name.len)));
		const fl_evidence_fact *fact = pack_of(&r->bundle->facts, strtol(number, NULL, 10));
		if (!fact || memcmp(fact->digest, file->digest, 64) != 0)
			fl_verify_no(r->verdict, "file '%.*s' is not the rule pack that '" FL_BUNDLE_FACTS "' names", FL_STR_ARG(file->name));
	}
}

static fl_status read_all(reading *r, fl_error *err)
{
	FL_TRY(read_manifest(r, err));
	FL_TRY(look_for_others(r, err));
	for (size_t i = 0; i < r->num_files; i++)
		FL_TRY(read_listed(r, &r->files[i], err));
	if (!fl_verify_refused(r->verdict))
		FL_TRY(read_facts(r, err));
	check_packs(r);
	bool again = is_listed(r, FL_STR(FL_BUNDLE_EARLIER));
	if (!fl_verify_refused(r->verdict) && again)
		FL_TRY(fl_check_earlier(fl_buf_view(&r->texts[EARLIER]), r->bundle, r->verdict, err));
	if (!fl_verify_refused(r->verdict))
		FL_TRY(read_claim(r, err));
	if (!fl_verify_refused(r->verdict))
		FL_TRY(fl_check_decisions(fl_buf_view(&r->texts[DECISIONS]), is_listed(r, FL_STR(FL_BUNDLE_DECISIONS)), r->bundle, r->verdict,
					  err));
	if (!fl_verify_refused(r->verdict))
		FL_TRY(read_match(r, err));
	if (!fl_verify_refused(r->verdict) && is_listed(r, FL_STR(FL_BUNDLE_JOURNAL))) {
		FL_TRY(fl_check_journal(fl_buf_view(&r->texts[JOURNAL]), fl_buf_view(&r->texts[ROUND]), r->bundle, r->verdict, err));
		fl_check_decisions_entered(r->bundle, r->verdict);
		FL_TRY(fl_check_earlier_entered(again, fl_buf_view(&r->texts[EARLIER]), r->bundle, r->verdict, err));
	}
	return FL_OK;
}

fl_status fl_bundle_load(const char *folder, fl_bundle *bundle, fl_verdict *verdict, fl_error *err)
{
	reading r = { .folder = folder, .bundle = bundle, .verdict = verdict };
	for (int part = 0; part < NUM_PARTS; part++)
		fl_buf_init(&r.texts[part], FILE_MAX);
	fl_status status = read_all(&r, err);
	for (int part = 0; part < NUM_PARTS; part++)
		fl_buf_release(&r.texts[part]);
	return status;
}

void fl_bundle_release(fl_bundle *bundle)
{
	fl_allocation_free(bundle->allocation);
	fl_round_free(bundle->spec);
	fl_arena_release(&bundle->arena);
}
