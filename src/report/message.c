/* SPDX-License-Identifier: Apache-2.0
 *
 * message.c - recognises a message by its English format and says it in another language (message.h).
 *
 * A format is matched from left to right: a number takes the digits that stand there, a text the shortest piece with which the rest fits.
 * Where several formats fit, the one with the most words of its own holds; a format fits only where the messages and amounts that it is
 * filled with are such. The steps of a match are counted, so that no text that a stranger wrote makes it slow. What is joined by "; " is
 * told piece by piece.
 */
#include "report/message.h"

#include "base/str.h"
#include "report/messages_limits.h"
#include "report/messages_proof.h"
#include "report/messages_read.h"
#include "report/messages_steps.h"
#include "report/policy_words.h"
#include "report/tag_words.h"

#include <string.h>

enum { ARGS_MAX = 8, STEPS_MAX = 20000, DEPTH_MAX = 6, PIECES_MAX = 8 };

typedef struct entry {
	const char *format, *zh;
} entry;

static const entry catalogue[] = {
#define ENTRY(format, zh) { format, zh },
	FL_MESSAGES_READ(ENTRY) FL_MESSAGES_STEPS(ENTRY) FL_MESSAGES_LIMITS(ENTRY) FL_MESSAGES_PROOF(ENTRY)
#undef ENTRY
};

#define ENTRIES (sizeof catalogue / sizeof *catalogue)

/* ---- matching -------------------------------------------------------------------------------------------------------- */

typedef struct reading {
	fl_str text, args[ARGS_MAX];
	size_t steps;
} reading;

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Behind the conversion at 'percent' ("%.*s", "%lld", "%.02lld"). */
static const char *conversion(const char *percent, bool *ret_number)
{
	const char *at = percent + 1 + strspn(percent + 1, "0123456789.*lz");
	*ret_number = *at != 's';
	return at + 1;
}

static bool match(reading *r, const char *format, size_t at, size_t n)
{
	for (;; format++, at++) {
		if (++r->steps > STEPS_MAX)
			return false;
		if (*format == '\0')
			return at == r->text.len;
		if (*format == '%' && format[1] != '%')
			break;
		format += *format == '%';
		if (at >= r->text.len || r->text.data[at] != *format)
			return false;
	}
	bool number;
	const char *rest = conversion(format, &number);
	size_t end = at;
	if (n == ARGS_MAX)
		return false;
	if (number) {
		end += end < r->text.len && r->text.data[end] == '-';
		while (end < r->text.len && is_digit(r->text.data[end]))
			end++;
		r->args[n] = fl_str_slice(r->text, at, end);
		return end > at && match(r, rest, end, n + 1);
	}
	for (; end <= r->text.len; end++) {
		r->args[n] = fl_str_slice(r->text, at, end);
		if (match(r, rest, end, n + 1))
			return true;
		if (*rest == '\0')
			end = r->text.len - 1; /* what stands last takes all of it */
		if (r->steps > STEPS_MAX)
			return false;
	}
	return false;
}

/* How much of the format is words of its own. */
static size_t own_words(const char *format)
{
	size_t count = 0;
	for (; *format; format++) {
		bool number;
		if (*format == '%' && format[1] != '%')
			format = conversion(format, &number) - 1;
		else
			count++;
	}
	return count;
}

/* What of the text a format says before its first conversion; most formats are passed over by it. */
static bool begins(fl_str text, const char *format)
{
	size_t len = strcspn(format, "%");
	return len <= text.len && memcmp(text.data, format, len) == 0;
}

static const entry *recognise(fl_str text, int depth, reading *ret);

/* "516,000.00", "12.5 %", "1/3" */
static bool is_figure(fl_str text)
{
	size_t len = text.len;
	if (len > 2 && fl_str_eqz(fl_str_slice(text, len - 2, len), " %"))
		len -= 2;
	for (size_t i = 0; i < len; i++)
		if (!is_digit(text.data[i]) && !memchr(",.-/", text.data[i], 4))
			return false;
	return len > 0;
}

/* Is what was filled in of the kinds that the sentence wants? A message inside must be one, or this is not the format. */
static bool makes_sense(const entry *e, const reading *r, int depth)
{
	reading inner;
	for (const char *open = strchr(e->zh, '{'); open; open = strchr(open + 1, '{')) {
		fl_str kind = { open + 3, open[2] == ':' ? strcspn(open + 3, "}") : 0 }, arg = r->args[open[1] - '0'];
		bool message = fl_str_eqz(kind, "m"), value = fl_str_eqz(kind, "value");
		if ((message || value) && !(value && is_figure(arg)) && !recognise(arg, depth + 1, &inner))
			return false;
	}
	return true;
}

static const entry *recognise(fl_str text, int depth, reading *ret)
{
	const entry *best = NULL;
	size_t most = 0;
	for (size_t i = 0; i < ENTRIES && depth < DEPTH_MAX; i++) {
		reading r = { .text = text };
		const entry *e = &catalogue[i];
		size_t own = own_words(e->format);
		if ((best && own <= most) || !begins(text, e->format) || !match(&r, e->format, 0, 0) || !makes_sense(e, &r, depth))
			continue;
		best = e;
		most = own;
		*ret = r;
	}
	return best;
}

/* ---- telling --------------------------------------------------------------------------------------------------------- */

typedef struct telling {
	fl_buf *out;
	const fl_round_spec *spec;
} telling;

static void tell(const telling *t, fl_str text, int depth);

/* "rural" by its title, "region=Gansu" by the title of its group. */
static void put_limit(const telling *t, fl_str name)
{
	const fl_round_spec *spec = t->spec;
	for (size_t i = 0; spec && i < spec->num_pools; i++)
		if (fl_str_eq(spec->pools[i].id, name) && spec->pools[i].title.len > 0) {
			fl_buf_str(t->out, spec->pools[i].title);
			return;
		}
	for (size_t i = 0; spec && i < spec->num_groups; i++) {
		const fl_group *group = &spec->groups[i];
		bool one = fl_str_starts(name, group->id) && name.len > group->id.len && name.data[group->id.len] == '=';
		if (group->title.len == 0 || (!one && !fl_str_eq(group->id, name)))
			continue;
		fl_buf_str(t->out, group->title);
		if (one) {
			fl_buf_puts(t->out, "：");
			fl_buf_str(t->out, fl_tag_word_or_tag(spec, FL_LANG_ZH, fl_str_slice(name, group->id.len + 1, name.len)));
		}
		return;
	}
	fl_buf_str(t->out, name);
}

/* "516,000.00" with its currency, "12.5 %" as it is written in Chinese; else a message. */
static void put_value(const telling *t, fl_str text, int depth)
{
	if (!is_figure(text)) {
		tell(t, text, depth);
	} else if (text.data[text.len - 1] == '%') {
		fl_buf_str(t->out, fl_str_slice(text, 0, text.len - 2));
		fl_buf_putc(t->out, '%');
	} else {
		bool money = t->spec && !memchr(text.data, '/', text.len), yuan = money && strcmp(t->spec->currency.code, "CNY") == 0;
		if (money && !yuan)
			fl_buf_printf(t->out, "%s ", t->spec->currency.code);
		fl_buf_str(t->out, text);
		fl_buf_puts(t->out, yuan ? " 元" : "");
	}
}

/* The next piece of a list, and what stands behind it. */
static fl_str next_piece(fl_str text, size_t *at, const char **ret_behind)
{
	static const struct {
		const char *text, *zh;
	} between[] = { { "; or ", "，或" }, { " or ", "或" }, { ", ", "、" } };
	size_t from = *at;
	*ret_behind = "";
	for (size_t i = from; i < text.len; i++)
		for (size_t k = 0; k < sizeof between / sizeof *between; k++)
			if (fl_str_starts(fl_str_slice(text, i, text.len), fl_str_of(between[k].text))) {
				*at = i + strlen(between[k].text);
				*ret_behind = between[k].zh;
				return fl_str_slice(text, from, i);
			}
	*at = text.len;
	return fl_str_slice(text, from, text.len);
}

/* "'a', 'b' and 3 more" */
static void put_list(const telling *t, fl_str text, int depth)
{
	reading r = { .text = text };
	const char *behind;
	bool more = match(&r, "%s and %lld more", 0, 0);
	fl_str list = more ? r.args[0] : text;
	for (size_t at = 0; at < list.len;) {
		fl_str piece = next_piece(list, &at, &behind);
		if (piece.len >= 2 && piece.data[0] == '\'' && piece.data[piece.len - 1] == '\'') {
			fl_buf_puts(t->out, "“");
			fl_buf_str(t->out, fl_str_slice(piece, 1, piece.len - 1));
			fl_buf_puts(t->out, "”");
		} else {
			tell(t, piece, depth);
		}
		fl_buf_puts(t->out, behind);
	}
	if (more) {
		fl_buf_puts(t->out, "，另有 ");
		fl_buf_str(t->out, r.args[1]);
		fl_buf_puts(t->out, " 项");
	}
}

static void put_hint(const telling *t, fl_str text)
{
	reading r = { .text = text };
	if (!match(&r, ", did you mean %s?", 0, 0)) {
		fl_buf_str(t->out, text);
		return;
	}
	fl_buf_puts(t->out, "，是否指");
	put_list(t, r.args[0], DEPTH_MAX);
	fl_buf_puts(t->out, "？");
}

static void put_policy(const telling *t, fl_str name)
{
	const char *title = fl_policy_title_of(FL_LANG_ZH, name);
	if (title)
		fl_buf_puts(t->out, title);
	else
		fl_buf_str(t->out, name);
}

static void put_field(const telling *t, fl_str name)
{
	if (fl_str_eqz(name, "title") || fl_str_eqz(name, "body"))
		fl_buf_puts(t->out, fl_word(FL_LANG_ZH, fl_str_eqz(name, "title") ? FL_W_F_TITLE : FL_W_F_BODY));
	else
		fl_buf_str(t->out, name);
}

static void put_arg(const telling *t, fl_str kind, fl_str arg, int depth)
{
	if (fl_str_eqz(kind, "m"))
		tell(t, arg, depth);
	else if (fl_str_eqz(kind, "limit"))
		put_limit(t, arg);
	else if (fl_str_eqz(kind, "value"))
		put_value(t, arg, depth);
	else if (fl_str_eqz(kind, "list"))
		put_list(t, arg, depth);
	else if (fl_str_eqz(kind, "hint"))
		put_hint(t, arg);
	else if (fl_str_eqz(kind, "policy"))
		put_policy(t, arg);
	else if (fl_str_eqz(kind, "field"))
		put_field(t, arg);
	else if (!fl_str_eqz(kind, "-"))
		fl_buf_str(t->out, arg);
}

static void fill(const telling *t, const char *zh, const reading *r, int depth)
{
	for (const char *open; (open = strchr(zh, '{')) != NULL; zh = strchr(open, '}') + 1) {
		const char *kind = open[2] == ':' ? open + 3 : open + 2;
		fl_buf_add(t->out, zh, (size_t)(open - zh));
		put_arg(t, (fl_str){ kind, strcspn(kind, "}") }, r->args[open[1] - '0'], depth + 1);
	}
	fl_buf_puts(t->out, zh);
}

/* Messages joined by "; ": where the first of them ends. The text's length where it is one, 0 where it is none. */
static size_t first_piece(fl_str text, int depth, const entry **ret, reading *r)
{
	const entry *rest;
	reading behind;
	for (size_t i = 0, tried = 0; i + 2 < text.len && tried < PIECES_MAX; i++) {
		if (text.data[i] != ';' || text.data[i + 1] != ' ')
			continue;
		tried++;
		if ((*ret = recognise(fl_str_slice(text, 0, i), depth, r)) != NULL &&
		    first_piece(fl_str_slice(text, i + 2, text.len), depth, &rest, &behind) > 0)
			return i;
	}
	*ret = recognise(text, depth, r);
	return *ret ? text.len : 0;
}

static void tell(const telling *t, fl_str text, int depth)
{
	while (text.len > 0) {
		const entry *said = NULL;
		reading r;
		size_t end = first_piece(text, depth, &said, &r);
		if (!said) {
			fl_buf_str(t->out, text);
			return;
		}
		fill(t, said->zh, &r, depth);
		if (end == text.len)
			return;
		fl_buf_puts(t->out, "；");
		text = fl_str_slice(text, end + 2, text.len);
	}
}

void fl_message(fl_buf *out, fl_lang lang, const fl_round_spec *spec, fl_str english)
{
	telling t = { out, spec };
	if (lang == FL_LANG_EN)
		fl_buf_str(out, english);
	else
		tell(&t, english, 0);
}
