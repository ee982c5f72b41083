/* SPDX-License-Identifier: Apache-2.0
 *
 * decision_form.c - one decision by itself: its kind, what it may say, the reasons it may give.
 */
#include "domain/decision.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"

#include <stdio.h>

typedef enum other_kind { NOTHING, A_DREAM, A_NAME } other_kind;

static const struct {
	const char *kind;
	bool on_dream; /* is the subject one? */
	other_kind other;
	const char *values[3]; /* NULL: any name */
	fl_ruling_class class;
} table[] = {
	{ FL_DECISION_PAIR, true, A_DREAM, { "same", "different", NULL }, FL_RULING_PAIR },
	{ FL_DECISION_REPRESENTATIVE, true, NOTHING, { "yes", NULL, NULL }, FL_RULING_REPRESENTATIVE },
	{ FL_DECISION_TAG, true, A_NAME, { "add", "remove", NULL }, FL_RULING_TAG },
	{ FL_DECISION_CATEGORY, true, NOTHING, { NULL, NULL, NULL }, FL_RULING_CATEGORY },
	{ FL_DECISION_ADMISSION, true, NOTHING, { "accept", "reject", NULL }, FL_RULING_ACCEPT },
	{ FL_DECISION_EXCEPTION, true, NOTHING, { "qualify", NULL, NULL }, FL_RULING_EXCEPTION },
	{ FL_DECISION_FLAG, true, NOTHING, { "yes", NULL, NULL }, FL_RULING_FLAG },
	{ FL_DECISION_CONFLICT, false, A_NAME, { "yes", NULL, NULL }, FL_RULING_CONFLICT },
	{ FL_DECISION_ORGANISATION, false, A_NAME, { "same", "different", NULL }, FL_RULING_ORGANISATION },
	{ FL_DECISION_MARK, true, A_NAME, { "right", "wrong", NULL }, FL_RULING_MARK },
	{ FL_DECISION_MATCH, true, A_NAME, { "fixed", "forbidden", NULL }, FL_RULING_MATCH },
};

#define NUM_KINDS (sizeof table / sizeof *table)

const fl_reject_reason fl_decision_reasons[] = {
	{ { "duplicate-purpose", 17 }, { "already paid for elsewhere", 26 } },
	{ { "out-of-scope", 12 }, { "not what this round is for", 26 } },
	{ { "unlawful", 8 }, { "against the law", 15 } },
	{ { "commercial", 10 }, { "commercial", 10 } },
	{ { "individual-aid", 14 }, { "help for one person, not public interest", 40 } },
	{ { "not-feasible", 12 }, { "cannot be carried out", 21 } },
	{ { "privacy", 7 }, { "shows personal data", 19 } },
	{ { "withdrawn", 9 }, { "withdrawn by who submitted it", 29 } },
	{ { "other", 5 }, { "another reason", 14 } },
	{ { "", 0 }, { "", 0 } },
};

static size_t find(fl_str kind)
{
	size_t i = 0;
	while (i < NUM_KINDS && !fl_str_eqz(kind, table[i].kind))
		i++;
	return i;
}

bool fl_decision_is(const fl_decision *d, const char *kind)
{
	return fl_str_eqz(d->kind, kind);
}

fl_ruling_class fl_decision_class(const fl_decision *d)
{
	size_t k = find(d->kind);
	if (k == NUM_KINDS)
		return FL_RULING_COUNT;
	return table[k].class == FL_RULING_ACCEPT && fl_str_eqz(d->value, "reject") ? FL_RULING_REJECT : table[k].class;
}

bool fl_decision_on_dream(const fl_decision *d)
{
	size_t k = find(d->kind);
	return k < NUM_KINDS && table[k].on_dream;
}

bool fl_decision_on_two(const fl_decision *d)
{
	size_t k = find(d->kind);
	return k < NUM_KINDS && table[k].other == A_DREAM;
}

fl_str fl_decision_reason(const fl_decision_rules *rules, fl_str code)
{
	for (size_t i = 0; i < rules->num_reasons; i++)
		if (fl_str_eq(rules->reasons[i].code, code) && rules->reasons[i].title.len > 0)
			return rules->reasons[i].title;
	return code;
}

void fl_decision_order(fl_decision *d)
{
	bool even = fl_decision_is(d, FL_DECISION_PAIR) || fl_decision_is(d, FL_DECISION_ORGANISATION);
	if (even && fl_str_cmp(d->subject, d->other) > 0) {
		fl_str swap = d->subject;
		d->subject = d->other;
		d->other = swap;
	}
}

/* ---- checking ------------------------------------------------------------------------------------------------------- */

/* One line of UTF-8, not blank, at most 'max' bytes. */
static bool is_line(fl_str s, size_t max)
{
	if (fl_str_trim(s).len == 0 || s.len > max || !fl_utf8_valid(s, NULL))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.data[i] < 0x20 || s.data[i] == 0x7f)
			return false;
	return true;
}

static fl_status check_words(const char *what, fl_str text, fl_error *err)
{
	if (fl_str_trim(text).len == 0)
		return fl_error_set(err, FL_EINVAL, "a decision needs '%s'", what);
	if (!is_line(text, FL_DECISION_TEXT_MAX))
		return fl_error_set(err, FL_EINVAL, "'%s' is one line of at most %d bytes of UTF-8", what,
				    FL_DECISION_TEXT_MAX);
	return FL_OK;
}

static fl_status check_value(const fl_decision *d, size_t k, fl_error *err)
{
	const char *const *values = table[k].values;
	if (d->value.len == 0)
		return FL_OK;
	if (!values[0])
		return is_line(d->value, FL_DECISION_NAME_MAX)
			   ? FL_OK
			   : fl_error_set(err, FL_EINVAL, "a %s is one line of at most %d bytes", table[k].kind,
					  FL_DECISION_NAME_MAX);
	for (size_t i = 0; values[i]; i++)
		if (fl_str_eqz(d->value, values[i]))
			return FL_OK;
	if (table[k].class == FL_RULING_PAIR)
		return fl_error_set(err, FL_EINVAL, "two dreams are 'same' or 'different', not '%.*s'", FL_STR_ARG(d->value));
	return values[1] ? fl_error_set(err, FL_EINVAL, "a decision of kind '%s' is '%s' or '%s', not '%.*s'", table[k].kind,
					values[0], values[1], FL_STR_ARG(d->value))
			 : fl_error_set(err, FL_EINVAL, "a decision of kind '%s' is '%s', not '%.*s'", table[k].kind, values[0],
					FL_STR_ARG(d->value));
}

static fl_status check_subjects(const fl_decision *d, size_t k, fl_error *err)
{
	if (!is_line(d->subject, FL_DECISION_TEXT_MAX))
		return fl_error_set(err, FL_EINVAL, "a decision needs a subject");
	if (table[k].other == NOTHING && d->other.len > 0)
		return fl_error_set(err, FL_EINVAL, "a decision of kind '%s' is about one thing, not two", table[k].kind);
	if (table[k].other != NOTHING && d->other.len == 0)
		return fl_error_set(err, FL_EINVAL, "a decision of kind '%s' needs 'other'", table[k].kind);
	if (table[k].other == A_NAME &&
	    !is_line(d->other, table[k].on_dream ? FL_DECISION_NAME_MAX : FL_DECISION_TEXT_MAX))
		return fl_error_set(err, FL_EINVAL, "'other' is one line");
	if (table[k].other != NOTHING && fl_str_eq(d->subject, d->other) && table[k].class != FL_RULING_CONFLICT)
		return fl_error_set(err, FL_EINVAL,
				    table[k].other == A_DREAM ? "a pair needs two dreams, not '%.*s' twice"
							      : "two names are needed, not '%.*s' twice",
				    FL_STR_ARG(d->subject));
	if (table[k].class == FL_RULING_MARK && !memchr(d->other.data, '/', d->other.len))
		return fl_error_set(err, FL_EINVAL, "a mark is about PACK/RULE, not '%.*s'", FL_STR_ARG(d->other));
	return FL_OK;
}

enum { KNOWN_MAX = 400 };

/* The code that was meant; where none is near, all of them. */
static const char *near_reason(fl_str code, const fl_decision_rules *rules, char known[KNOWN_MAX], char hint[FL_SPELLING_HINT])
{
	fl_spelling near;
	size_t len = 0;
	fl_spelling_begin(&near, code);
	for (size_t i = 0; i < rules->num_reasons; i++)
		fl_spelling_try(&near, rules->reasons[i].code);
	if (*fl_spelling_hint(&near, hint))
		return hint;
	for (size_t i = 0; i < rules->num_reasons && len + rules->reasons[i].code.len + 13 < KNOWN_MAX; i++)
		len += (size_t)snprintf(known + len, KNOWN_MAX - len, "%s%.*s", i == 0 ? "; there are " : ", ",
					FL_STR_ARG(rules->reasons[i].code));
	known[len] = '\0';
	return known;
}

static fl_status check_code(const fl_decision *d, const fl_decision_rules *rules, fl_error *err)
{
	bool rejects = fl_decision_class(d) == FL_RULING_REJECT;
	if (!rejects)
		return d->code.len == 0 ? FL_OK : fl_error_set(err, FL_EINVAL, "only a rejection has a reason code");
	if (d->code.len == 0)
		return fl_error_set(err, FL_EINVAL, "a rejection needs a reason code, such as '%.*s'",
				    rules->num_reasons > 0 ? (int)rules->reasons[0].code.len : 0,
				    rules->num_reasons > 0 ? rules->reasons[0].code.data : "");
	for (size_t i = 0; i < rules->num_reasons; i++)
		if (fl_str_eq(rules->reasons[i].code, d->code))
			return FL_OK;
	char hint[FL_SPELLING_HINT], known[KNOWN_MAX];
	return fl_error_set(err, FL_EINVAL, "there is no reason '%.*s'%s", FL_STR_ARG(d->code), near_reason(d->code, rules, known, hint));
}

static fl_status no_kind(fl_str kind, fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	fl_spelling near;
	fl_spelling_begin(&near, kind);
	for (size_t k = 0; k < NUM_KINDS; k++)
		fl_spelling_try(&near, fl_str_of(table[k].kind));
	return fl_error_set(err, FL_EINVAL, "there is no decision of kind '%.*s'%s", (int)(kind.len < 50 ? kind.len : 50), kind.data,
			    fl_spelling_hint(&near, hint));
}

fl_status fl_decision_check(const fl_decision *d, const fl_decision_rules *rules, fl_error *err)
{
	size_t k = find(d->kind);
	if (k == NUM_KINDS)
		return no_kind(d->kind, err);
	FL_TRY(check_words("by", d->person, err));
	FL_TRY(check_words("why", d->why, err));
	FL_TRY(check_subjects(d, k, err));
	FL_TRY(check_value(d, k, err));
	return check_code(d, rules, err);
}

/* ---- the texts it was made on --------------------------------------------------------------------------------------- */

/* Each text with its length before it: no two lists of texts have the same bytes. */
static void add_text(fl_hasher *h, fl_str text)
{
	unsigned char length[8];
	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)((uint64_t)text.len >> (56 - 8 * i));
	fl_hasher_add(h, length, sizeof length);
	fl_hasher_add(h, text.data, text.len);
}

fl_digest fl_decision_seen(const fl_dream *a, const fl_dream *b)
{
	const fl_dream *dreams[] = { a, b };
	fl_hasher h;
	fl_hasher_init(&h);
	for (size_t i = 0; i < 2 && dreams[i]; i++) {
		add_text(&h, dreams[i]->title);
		add_text(&h, dreams[i]->body);
		add_text(&h, dreams[i]->organisation);
	}
	return fl_hasher_final(&h);
}
