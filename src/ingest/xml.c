/* SPDX-License-Identifier: Apache-2.0
 *
 * xml.c - expat, with our memory and our errors.
 */
#include "ingest/xml.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

#include <expat.h>

#define PIECE     (1 << 16)
#define DEPTH_MAX 100 /* parts that are read have less than ten levels */

typedef struct reading {
	XML_Parser parser;
	const fl_xml_sink *sink;
	fl_str part;
	const char *source;
	int depth;
	fl_status status;
	fl_error *err;
} reading;

static void *resize(void *p, size_t size)
{
	return fl_realloc_array(p, size, 1);
}

static const char *local_name(const char *name)
{
	const char *colon = strchr(name, ':');
	return colon ? colon + 1 : name;
}

const char *fl_xml_attribute(const char *const *attributes, const char *name)
{
	for (size_t i = 0; attributes[i]; i += 2)
		if (strcmp(local_name(attributes[i]), name) == 0)
			return attributes[i + 1];
	return NULL;
}

/* After an error expat may still call. */
static void stop(reading *r, fl_status status)
{
	if (r->status == FL_OK && status != FL_OK) {
		r->status = status;
		XML_StopParser(r->parser, XML_FALSE);
	}
}

static void on_begin(void *user, const XML_Char *name, const XML_Char **attributes)
{
	reading *r = user;
	if (r->status != FL_OK)
		return;
	if (++r->depth > DEPTH_MAX)
		stop(r, fl_error_at(r->err, FL_EPARSE, r->source, 0, 0, "'%.*s' in the spreadsheet has more than %d levels",
				    FL_STR_ARG(r->part), DEPTH_MAX));
	else if (r->sink->begin)
		stop(r, r->sink->begin(r->sink->user, local_name(name), (const char *const *)attributes, r->err));
}

static void on_end(void *user, const XML_Char *name)
{
	reading *r = user;
	r->depth--;
	if (r->status == FL_OK && r->sink->end)
		stop(r, r->sink->end(r->sink->user, local_name(name), r->err));
}

static void on_text(void *user, const XML_Char *text, int len)
{
	reading *r = user;
	if (r->status == FL_OK && r->sink->text)
		stop(r, r->sink->text(r->sink->user, (fl_str){ text, (size_t)len }, r->err));
}

static void on_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public_id, int internal)
{
	reading *r = user;
	(void)name, (void)system, (void)public_id, (void)internal;
	stop(r, fl_error_at(r->err, FL_EPARSE, r->source, 0, 0, "'%.*s' in the spreadsheet has a document type, which is refused",
			    FL_STR_ARG(r->part)));
}

static fl_status not_well_formed(reading *r)
{
	enum XML_Error code = XML_GetErrorCode(r->parser);
	if (r->status != FL_OK)
		return r->status;
	if (code == XML_ERROR_NO_MEMORY)
		return fl_enomem(r->err);
	return fl_error_at(r->err, FL_EPARSE, r->source, 0, 0, "'%.*s' in the spreadsheet is broken at line %lu, column %lu: %s",
			   FL_STR_ARG(r->part), (unsigned long)XML_GetCurrentLineNumber(r->parser),
			   (unsigned long)XML_GetCurrentColumnNumber(r->parser) + 1, XML_ErrorString(code));
}

static fl_status read_pieces(reading *r, fl_zip *zip)
{
	for (size_t len = PIECE; len == PIECE;) {
		void *piece = XML_GetBuffer(r->parser, PIECE);
		if (!piece)
			return fl_enomem(r->err);
		FL_TRY(fl_zip_next(zip, piece, PIECE, &len, r->err));
		if (XML_ParseBuffer(r->parser, (int)len, len < PIECE) != XML_STATUS_OK)
			return not_well_formed(r);
	}
	return FL_OK;
}

fl_status fl_xml_read(fl_zip *zip, fl_str name, const char *source, const fl_xml_sink *sink, bool *ret_there, fl_error *err)
{
	const XML_Memory_Handling_Suite memory = { fl_alloc, resize, fl_free };
	FL_TRY(fl_zip_begin(zip, name, ret_there, err));
	if (!*ret_there)
		return FL_OK;
	reading r = { .parser = XML_ParserCreate_MM(NULL, &memory, NULL), .sink = sink, .part = name, .source = source, .err = err };
	if (!r.parser)
		return fl_enomem(err);
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_begin, on_end);
	XML_SetCharacterDataHandler(r.parser, on_text);
	XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
	fl_status status = read_pieces(&r, zip);
	XML_ParserFree(r.parser);
	return status;
}
