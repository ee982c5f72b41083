/* SPDX-License-Identifier: Apache-2.0
 *
 * stretch_write.c - the units of a stretch as UTF-8 with the map, numbers in their one form.
 */
#include "text/numeral.h"
#include "text/stretch.h"

/* At most so many bytes will be written: a number in digits is longer than the run it replaces by five bytes for each
 * 亿 and one for each 万; a blank may follow a full-width comma or another kind of number. fl_utf8_put needs 4 at the
 * end. */
static size_t size_of(const fl_stretch *s)
{
	size_t size = 4;

	for (size_t i = 0; i < s->units.len; i++) {
		uint32_t c = fl_unit_point(&s->units.items[i]);
		size += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		size += c == 0x4EBF ? 5 : c == 0x4E07;
	}
	return s->apart ? size + s->units.len : size;
}

static size_t write_run(const fl_stretch *s, size_t from, fl_normal_writer *w)
{
	const fl_unit *u = s->units.items;
	size_t to = fl_numeral_run(u, s->units.len, from), len = 0;
	char digits[FL_NUMERAL_MAX];
	fl_numeral_form form = fl_numeral_read(u, s->units.len, from, to, digits, &len);

	if (form == FL_NUMERAL_DIGITS) {
		for (size_t i = 0; i < len; i++)
			fl_writer_put(w, (unsigned char)digits[i], u[from].begin, u[to - 1].end);
		return to;
	}
	for (size_t i = from; i < to; i++)
		if (form == FL_NUMERAL_AS_IS || fl_unit_point(&u[i]) != ',')
			fl_writer_put(w, fl_unit_point(&u[i]), form == FL_NUMERAL_GROUPS ? u[from].begin : u[i].begin,
			    form == FL_NUMERAL_GROUPS ? u[to - 1].end : u[i].end);
	return to;
}

static void write_units(const fl_stretch *s, fl_normal_writer *w)
{
	const fl_unit *u = s->units.items;
	size_t count = s->units.len;

	for (size_t i = 0; i < count;) {
		if (u[i].c & FL_UNIT_NUMERAL) {
			i = write_run(s, i, w);
		} else {
			fl_writer_put(w, fl_unit_point(&u[i]), u[i].begin, u[i].end);
			i++;
		}
		if (s->apart && fl_numeral_apart(u, count, i - 1)) {
			uint32_t next = fl_unit_point(&u[i]);
			bool tied =
			    fl_unit_point(&u[i - 1]) != ',' && (next == ' ' || next == 0x4E07 || next == 0x4EBF);
			fl_writer_put(w, tied ? '.' : ' ', u[i - 1].begin, u[i - 1].end);
		}
	}
}

bool fl_stretch_write(const fl_stretch *s, fl_normal_writer *w)
{
	size_t size = size_of(s);

	if (!fl_writer_room(w, size, size))
		return false;
	write_units(s, w);
	return true;
}
