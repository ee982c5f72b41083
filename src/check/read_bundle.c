/* SPDX-License-Identifier: Apache-2.0
 *
 * read_bundle.c - an audit bundle from a folder (docs/reference/bundle.md).
 *
 * First the manifest: every file it lists must be there with the digest it states, and it must list the four that
 * decide. Only then is anything else believed to be what it is called. Each file is read once: what was hashed is
 * what is parsed.
 */
#include "check/read_bundle.h"

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "domain/proof_json.h"

#include <stdio.h>

#define FILE_MAX ((size_t)1 << 30)

enum { ROUND, CANDIDATES, AWARDS, PROOF, NUM_PARTS };

static const char *const parts[NUM_PARTS] = { FL_BUNDLE_ROUND, FL_BUNDLE_CANDIDATES, FL_BUNDLE_AWARDS,
					      FL_BUNDLE_PROOF };

static fl_status read_file(const char *folder, fl_str name, fl_buf *buf, fl_error *err)
{
	fl_buf path;
	fl_buf_init(&path, 1 << 16);
	fl_buf_printf(&path, "%s/%.*s", folder, FL_STR_ARG(name));
	fl_status status = fl_buf_status(&path, err);
	if (status == FL_OK)
		status = fl_file_read(path.data, buf, err);
	fl_buf_release(&path);
	return status;
}

/* Read a listed file and compare it; one that is needed later stays in its place in 'texts'. */
static fl_status read_listed(const char *folder, const fl_bundle_file *file, fl_buf *texts, fl_bundle *bundle,
			     fl_error *err)
{
	fl_buf other, *text = &other;
	fl_buf_init(&other, FILE_MAX);
	for (int part = 0; part < NUM_PARTS; part++)
		if (fl_str_eqz(file->name, parts[part]))
			text = &texts[part];
	fl_status status = read_file(folder, file->name, text, err);
	if (status == FL_OK) {
		fl_bundle_file actual = fl_bundle_file_of("", fl_buf_view(text));
		if (memcmp(actual.digest, file->digest, sizeof actual.digest) != 0 && !bundle->changed[0])
			snprintf(bundle->changed, sizeof bundle->changed, "%.*s", FL_STR_ARG(file->name));
		if (text->len == 0)
			fl_buf_puts(text, ""); /* an empty file was read all the same */
	}
	fl_buf_release(&other);
	return status;
}

static fl_status read_manifest(const char *folder, fl_buf *texts, fl_bundle *bundle, fl_error *err)
{
	fl_buf text;
	fl_bundle_file *files = NULL;
	size_t num_files = 0;
	bool listed[NUM_PARTS] = { false };
	fl_buf_init(&text, FILE_MAX);
	fl_status status = read_file(folder, FL_STR(FL_BUNDLE_MANIFEST), &text, err);
	if (status == FL_OK)
		status = fl_bundle_read_manifest(fl_buf_view(&text), FL_BUNDLE_MANIFEST, &bundle->arena, &files,
						 &num_files, err);
	for (size_t i = 0; i < num_files && status == FL_OK; i++) {
		status = read_listed(folder, &files[i], texts, bundle, err);
		for (int part = 0; part < NUM_PARTS; part++)
			listed[part] |= fl_str_eqz(files[i].name, parts[part]);
	}
	for (int part = 0; part < NUM_PARTS && status == FL_OK; part++)
		if (!listed[part])
			status = fl_error_at(err, FL_EINVAL, FL_BUNDLE_MANIFEST, 0, 0,
					     "the manifest does not list '%s'", parts[part]);
	fl_buf_release(&text);
	return status;
}

static fl_status read_parts(const fl_buf *texts, fl_bundle *bundle, fl_error *err)
{
	fl_proof *proof = NULL;
	FL_TRY(fl_round_parse(fl_buf_view(&texts[ROUND]), FL_BUNDLE_ROUND, &bundle->spec, err));
	FL_TRY(fl_bundle_read_candidates(fl_buf_view(&texts[CANDIDATES]), FL_BUNDLE_CANDIDATES, &bundle->arena,
					 &bundle->dreams, &bundle->num_dreams, err));
	FL_TRY(fl_bundle_read_awards(fl_buf_view(&texts[AWARDS]), FL_BUNDLE_AWARDS, bundle->spec, bundle->dreams,
				     bundle->num_dreams, &bundle->allocation, err));
	FL_TRY(fl_proof_read(fl_buf_view(&texts[PROOF]), FL_BUNDLE_PROOF, bundle->num_dreams, &proof, err));
	fl_proof_free(bundle->allocation->proof);
	bundle->allocation->proof = proof;
	return FL_OK;
}

fl_status fl_bundle_load(const char *folder, fl_bundle *bundle, fl_error *err)
{
	fl_buf texts[NUM_PARTS];
	for (int part = 0; part < NUM_PARTS; part++)
		fl_buf_init(&texts[part], FILE_MAX);
	fl_status status = read_manifest(folder, texts, bundle, err);
	if (status == FL_OK && !bundle->changed[0])
		status = read_parts(texts, bundle, err);
	for (int part = 0; part < NUM_PARTS; part++)
		fl_buf_release(&texts[part]);
	return status;
}

void fl_bundle_release(fl_bundle *bundle)
{
	fl_allocation_free(bundle->allocation);
	fl_round_free(bundle->spec);
	fl_arena_release(&bundle->arena);
}
