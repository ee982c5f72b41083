/* SPDX-License-Identifier: Apache-2.0
 *
 * semver.c - compare versions (semver.org 2.0.0, section 11), and hold them against constraints.
 */
#include "classify/semver.h"

#include "base/str.h"

static bool take_number(fl_str text, size_t *pos, uint32_t *ret)
{
	size_t from = *pos;
	uint64_t value = 0;

	while (*pos < text.len && text.data[*pos] >= '0' && text.data[*pos] <= '9' && *pos - from < 9)
		value = value * 10 + (uint64_t)(text.data[(*pos)++] - '0');
	*ret = (uint32_t)value;
	return *pos > from && !(*pos - from > 1 && text.data[from] == '0');
}

static bool take_dot(fl_str text, size_t *pos)
{
	if (*pos >= text.len || text.data[*pos] != '.')
		return false;
	++*pos;
	return true;
}

/* Identifiers of letters, digits and hyphens, parted by dots. */
static bool take_identifiers(fl_str text, size_t *pos, fl_str *ret)
{
	size_t from = *pos, start = from;

	for (; *pos < text.len; ++*pos) {
		char c = text.data[*pos];
		if (c == '.') {
			if (*pos == start)
				return false;
			start = *pos + 1;
		} else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     c == '-')) {
			break;
		}
	}
	*ret = fl_str_slice(text, from, *pos);
	return *pos > start;
}

bool fl_semver_parse(fl_str text, fl_semver *ret)
{
	size_t pos = 0;
	fl_str build;

	*ret = (fl_semver){ .pre = { "", 0 } };
	if (!take_number(text, &pos, &ret->major) || !take_dot(text, &pos) || !take_number(text, &pos, &ret->minor) ||
	    !take_dot(text, &pos) || !take_number(text, &pos, &ret->patch))
		return false;
	if (pos < text.len && text.data[pos] == '-') {
		pos++;
		if (!take_identifiers(text, &pos, &ret->pre))
			return false;
	}
	if (pos < text.len && text.data[pos] == '+') {
		pos++;
		if (!take_identifiers(text, &pos, &build))
			return false;
	}
	return pos == text.len;
}

/* ---- order ------------------------------------------------------------------------------------------------- */

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static bool is_number(fl_str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] < '0' || s.data[i] > '9')
			return false;
	return s.len > 0;
}

static fl_str next_identifier(fl_str *rest)
{
	size_t end = 0;
	fl_str first;

	while (end < rest->len && rest->data[end] != '.')
		end++;
	first = fl_str_slice(*rest, 0, end);
	*rest = fl_str_slice(*rest, end < rest->len ? end + 1 : end, rest->len);
	return first;
}

/* Numbers come before words; of two numbers without leading zeros the longer is the greater. */
static int compare_identifiers(fl_str a, fl_str b)
{
	bool left = is_number(a), right = is_number(b);

	if (left != right)
		return left ? -1 : 1;
	if (left && a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return fl_str_cmp(a, b);
}

/* A release comes after all its pre-releases. */
static int compare_pre(fl_str a, fl_str b)
{
	if (a.len == 0 || b.len == 0)
		return (a.len == 0) - (b.len == 0);
	while (a.len && b.len) {
		int order = compare_identifiers(next_identifier(&a), next_identifier(&b));
		if (order != 0)
			return order;
	}
	return (a.len > 0) - (b.len > 0);
}

int fl_semver_compare(const fl_semver *a, const fl_semver *b)
{
	int order = compare_numbers(a->major, b->major);

	order = order ? order : compare_numbers(a->minor, b->minor);
	order = order ? order : compare_numbers(a->patch, b->patch);
	return order ? order : compare_pre(a->pre, b->pre);
}

/* ---- constraints ------------------------------------------------------------------------------------------- */

/* The first version that a caret or a tilde does not allow any more; its pre-releases are not allowed either. */
static fl_semver ceiling(const fl_semver *v, bool caret)
{
	fl_semver end = { .pre = { "0", 1 } };

	if (!caret || (v->major == 0 && v->minor > 0)) {
		end.major = v->major;
		end.minor = v->minor + 1;
	} else if (v->major > 0) {
		end.major = v->major + 1;
	} else {
		end.patch = v->patch + 1;
	}
	return end;
}

/* One comparison; 'version' NULL: only whether it is well-formed. */
static bool holds(fl_str comparison, const fl_semver *version)
{
	static const char *const signs[] = { "^", "~", ">=", "<=", ">", "<", "=", "" };
	size_t sign = 0;
	fl_semver bound, end;

	while (!fl_str_starts(comparison, fl_str_of(signs[sign])))
		sign++;
	if (!fl_semver_parse(fl_str_slice(comparison, strlen(signs[sign]), comparison.len), &bound))
		return false;
	if (!version)
		return true;
	int order = fl_semver_compare(version, &bound);
	switch (sign) {
	case 0:
	case 1:
		end = ceiling(&bound, sign == 0);
		return order >= 0 && fl_semver_compare(version, &end) < 0;
	case 2:
		return order >= 0;
	case 3:
		return order <= 0;
	case 4:
		return order > 0;
	case 5:
		return order < 0;
	default:
		return order == 0;
	}
}

static bool all_hold(fl_str constraint, const fl_semver *version)
{
	size_t count = 0;

	for (size_t from = 0, to; from < constraint.len; from = to + 1) {
		to = from;
		while (to < constraint.len && constraint.data[to] != ' ')
			to++;
		if (to > from && !holds(fl_str_slice(constraint, from, to), version))
			return false;
		count += to > from;
	}
	return count > 0;
}

bool fl_semver_constraint_valid(fl_str constraint)
{
	return all_hold(constraint, NULL);
}

bool fl_semver_satisfies(const fl_semver *version, fl_str constraint)
{
	return all_hold(constraint, version);
}
