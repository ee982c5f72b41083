/* SPDX-License-Identifier: Apache-2.0
 *
 * time.c - dates and times as people write them, to seconds since 1970 in UTC and back.
 *
 *     2026-09-05   2026/9/5   2026.9.5   2026年9月5日        then nothing, or a space or "T" and
 *     8:05   08:05:30   08:05:30.250   8时5分   8时5分30秒    then nothing, or Z, +08:00, +0800, +08
 *
 * Days by the civil calendar (Howard Hinnant, "chrono-compatible low-level date algorithms"). No time-zone database:
 * an offset is a number of minutes that the caller gives.
 */
#include "domain/dream.h"

#include "base/str.h"

typedef struct scan {
	fl_str s;
	size_t pos;
} scan;

static bool next_is(scan *s, const char *z)
{
	fl_str rest = fl_str_slice(s->s, s->pos, s->s.len), want = fl_str_of(z);

	if (!fl_str_starts(rest, want))
		return false;
	s->pos += want.len;
	return true;
}

/* min_digits to max_digits digits, and the value between min and max. */
static bool read_int(scan *s, int min_digits, int max_digits, int min, int max, int *ret)
{
	int value = 0, digits = 0;

	while (digits < max_digits && s->pos < s->s.len && s->s.data[s->pos] >= '0' && s->s.data[s->pos] <= '9') {
		value = value * 10 + (s->s.data[s->pos++] - '0');
		digits++;
	}
	*ret = value;
	return digits >= min_digits && value >= min && value <= max;
}

static bool leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in(int year, int month)
{
	static const int days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && leap(year) ? 29 : days[month - 1];
}

static int64_t days_from_civil(int64_t year, int month, int day) /* since 1970-01-01 */
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400, yoe = year - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

static void civil_from_days(int64_t days, int64_t *ret_year, int *ret_month, int *ret_day)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097, doe = days - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

	*ret_day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*ret_month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*ret_year = yoe + era * 400 + (*ret_month <= 2);
}

static bool read_date(scan *s, int64_t *ret_days)
{
	int year, month, day;
	const char *separator;

	if (!read_int(s, 4, 4, 1, 9999, &year))
		return false;
	if (next_is(s, "年")) {
		if (!read_int(s, 1, 2, 1, 12, &month) || !next_is(s, "月") ||
		    !read_int(s, 1, 2, 1, days_in(year, month), &day) || (!next_is(s, "日") && !next_is(s, "号")))
			return false;
	} else {
		separator = next_is(s, "-") ? "-" : next_is(s, "/") ? "/" : next_is(s, ".") ? "." : NULL;
		if (!separator || !read_int(s, 1, 2, 1, 12, &month) || !next_is(s, separator) ||
		    !read_int(s, 1, 2, 1, days_in(year, month), &day))
			return false;
	}
	*ret_days = days_from_civil(year, month, day);
	return true;
}

static bool read_clock(scan *s, int *ret_seconds)
{
	int hour, minute = 0, second = 0;

	if (!read_int(s, 1, 2, 0, 23, &hour))
		return false;
	if (next_is(s, "时") || next_is(s, "時") || next_is(s, "点")) {
		size_t before = s->pos;
		if (!read_int(s, 1, 2, 0, 59, &minute) || !next_is(s, "分")) {
			s->pos = before;
			minute = 0;
		} else {
			before = s->pos;
			if (!read_int(s, 1, 2, 0, 59, &second) || !next_is(s, "秒")) {
				s->pos = before;
				second = 0;
			}
		}
	} else {
		if (!next_is(s, ":") || !read_int(s, 2, 2, 0, 59, &minute))
			return false;
		if (next_is(s, ":") && !read_int(s, 2, 2, 0, 59, &second))
			return false;
		if (next_is(s, ".")) { /* parts of a second are passed over */
			int ignored;
			if (!read_int(s, 1, 9, 0, 999999999, &ignored))
				return false;
		}
	}
	*ret_seconds = hour * 3600 + minute * 60 + second;
	return true;
}

static bool read_zone(scan *s, int *ret_minutes)
{
	int hours, minutes = 0, sign;

	if (next_is(s, "Z") || next_is(s, "z")) {
		*ret_minutes = 0;
		return true;
	}
	sign = next_is(s, "+") ? 1 : next_is(s, "-") ? -1 : 0;
	if (sign == 0 || !read_int(s, 2, 2, 0, 14, &hours))
		return false;
	bool colon = next_is(s, ":");
	if ((colon || s->pos < s->s.len) && !read_int(s, 2, 2, 0, 59, &minutes))
		return false;
	*ret_minutes = sign * (hours * 60 + minutes);
	return true;
}

static void skip_spaces(scan *s)
{
	while (s->pos < s->s.len && (s->s.data[s->pos] == ' ' || s->s.data[s->pos] == '\t'))
		s->pos++;
}

/* "2026-09-05 08:00:30", which a ledger has in great number. */
static bool read_usual(fl_str s, int offset_minutes, int64_t *ret_unix)
{
	static const char shape[] = "dddd-dd-dd dd:dd:dd";
	int n[6] = { 0 }, field = 0;

	if (s.len != sizeof shape - 1)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (shape[i] == 'd' && s.data[i] >= '0' && s.data[i] <= '9')
			n[field] = n[field] * 10 + (s.data[i] - '0');
		else if (shape[i] != s.data[i] || shape[i] == 'd')
			return false;
		else
			field++;
	}
	if (n[0] < 1 || n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > days_in(n[0], n[1]) || n[3] > 23 || n[4] > 59 || n[5] > 59)
		return false;
	*ret_unix = days_from_civil(n[0], n[1], n[2]) * 86400 + n[3] * 3600 + n[4] * 60 + n[5] - (int64_t)offset_minutes * 60;
	return true;
}

bool fl_time_parse(fl_str text, int offset_minutes, int64_t *ret_unix)
{
	int ignored;

	return fl_time_parse_zone(text, offset_minutes, ret_unix, &ignored);
}

bool fl_time_parse_zone(fl_str text, int offset_minutes, int64_t *ret_unix, int *ret_zone)
{
	scan s = { fl_str_trim(text), 0 };
	int64_t days;
	int seconds = 0, zone = offset_minutes;

	*ret_zone = FL_ZONE_NONE;
	if (read_usual(s.s, offset_minutes, ret_unix))
		return true;
	if (!read_date(&s, &days))
		return false;
	if (s.pos < s.s.len) {
		size_t before = s.pos;
		if (!next_is(&s, "T"))
			skip_spaces(&s);
		if (s.pos == before && s.s.data[s.pos - 1] >= '0' && s.s.data[s.pos - 1] <= '9')
			return false; /* 2026-09-051 */
		if (!read_clock(&s, &seconds))
			return false;
		skip_spaces(&s);
		if (s.pos < s.s.len) {
			if (!read_zone(&s, &zone))
				return false;
			*ret_zone = zone;
		}
	}
	if (s.pos < s.s.len)
		return false;
	*ret_unix = days * 86400 + seconds - (int64_t)zone * 60;
	return true;
}

void fl_time_print(fl_buf *buf, int64_t unix_seconds, int offset_minutes)
{
	int64_t local = unix_seconds + (int64_t)offset_minutes * 60;
	int64_t days = local / 86400, rest = local % 86400, year;
	int month, day, east = offset_minutes < 0 ? -offset_minutes : offset_minutes;

	if (rest < 0) {
		rest += 86400;
		days--;
	}
	civil_from_days(days, &year, &month, &day);
	fl_buf_printf(buf, "%04lld-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", (long long)year, month, day,
		      (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60), offset_minutes < 0 ? '-' : '+',
		      east / 60, east % 60);
}
