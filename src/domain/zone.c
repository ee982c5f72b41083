/* SPDX-License-Identifier: Apache-2.0
 *
 * zone.c - the time zone of a round: a fixed offset, because it decides what a day is and must not change under us.
 *
 * Named are only zones that have had one offset for as long as anyone can have submitted a dream (Asia/Shanghai since
 * 1991). A zone with summer time has two offsets: choose one and write it as "+02:00".
 */
#include "domain/round.h"

#include "base/str.h"

bool fl_zone_parse(fl_str text, int *ret_minutes)
{
	static const struct {
		const char *name;
		int minutes;
	} zones[] = {
		{ "UTC", 0 },
		{ "Etc/UTC", 0 },
		{ "GMT", 0 },
		{ "Z", 0 },
		{ "Asia/Shanghai", 480 },
		{ "Asia/Urumqi", 360 },
		{ "Asia/Hong_Kong", 480 },
		{ "Asia/Macau", 480 },
		{ "Asia/Taipei", 480 },
		{ "Asia/Singapore", 480 },
		{ "Asia/Kuala_Lumpur", 480 },
		{ "Asia/Manila", 480 },
		{ "Asia/Tokyo", 540 },
		{ "Asia/Bangkok", 420 },
		{ "Asia/Ho_Chi_Minh", 420 },
		{ "Asia/Jakarta", 420 },
		{ "Asia/Kolkata", 330 },
		{ "Asia/Dubai", 240 },
		{ "Africa/Nairobi", 180 },
		{ "Africa/Lagos", 60 },
	};
	const char *s = text.data;
	int hours, minutes;

	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		if (fl_str_eqz(text, zones[i].name)) {
			*ret_minutes = zones[i].minutes;
			return true;
		}
	if (text.len != 6 || (s[0] != '+' && s[0] != '-') || s[3] != ':')
		return false;
	for (int i = 1; i < 6; i++)
		if (i != 3 && (s[i] < '0' || s[i] > '9'))
			return false;
	hours = (s[1] - '0') * 10 + (s[2] - '0');
	minutes = (s[4] - '0') * 10 + (s[5] - '0');
	if (hours > 14 || minutes > 59)
		return false;
	*ret_minutes = (s[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
	return true;
}
