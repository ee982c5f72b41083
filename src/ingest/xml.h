/* SPDX-License-Identifier: Apache-2.0
 *
 * xml.h - a part of a spreadsheet as a stream of elements and text (expat).
 *
 * Names come without their prefix. A document type, and so every entity that a file could define, is refused: no part of a
 * spreadsheet has one.
 */
#ifndef FL_INGEST_XML_H
#define FL_INGEST_XML_H

#include "ingest/zip.h"

/* Any of them may be NULL; an error stops the reading. 'attributes': names and values in turn, ended by NULL. */
typedef struct fl_xml_sink {
	fl_status (*begin)(void *user, const char *name, const char *const *attributes, fl_error *err);
	fl_status (*text)(void *user, fl_str text, fl_error *err);
	fl_status (*end)(void *user, const char *name, fl_error *err);
	void *user;
} fl_xml_sink;

/* Read the file 'name' of the archive; *ret_there is false where there is none. FL_EPARSE, with the part named: not well-formed. */
fl_status fl_xml_read(fl_zip *zip, fl_str name, const char *source, const fl_xml_sink *sink, bool *ret_there, fl_error *err);
/* The value of an attribute, whatever its prefix; NULL where there is none. */
const char *fl_xml_attribute(const char *const *attributes, const char *name);

#endif
