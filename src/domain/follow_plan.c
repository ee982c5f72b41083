/* SPDX-License-Identifier: Apache-2.0
 *
 * follow_plan.c - "follow" of round.json (docs/reference/follow.md), and days.
 *
 *     "follow": {"milestones": [{"id": "first", "kind": "feedback", "after": 90}],
 *                "tranches": [{"id": "start", "share": "60%", "after": 0}, {"id": "rest", "share": "40%", "after": 120, "needs": ["first"]}],
 *                "soon": 14}
 */
#include "domain/follow.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"
#include "domain/dream.h"
#include "domain/setting.h"

#define MILLION  1000000
#define DAY      86400
#define AFTER_MAX 36500

bool fl_follow_day(fl_str text, int64_t *ret)
{
	int64_t seconds;
	if (!fl_time_parse(fl_str_trim(text), 0, &seconds) || seconds % DAY != 0)
		return false;
	*ret = seconds / DAY;
	return true;
}

void fl_follow_day_print(fl_buf *buf, int64_t day)
{
	char room[64];
	fl_buf iso = { .data = room, .cap = sizeof room, .max = sizeof room - 1 }; /* on the stack: there are days in every line */
	fl_time_print(&iso, day * DAY, 0);
	if (iso.len >= 10)
		fl_buf_add(buf, iso.data, 10);
}

static fl_status parse_day(fl_json v, fl_follow_item *ret, fl_error *err)
{
	fl_str on;
	FL_TRY(fl_json_take_i64(v, "after", -1, 0, AFTER_MAX, &ret->after, err));
	FL_TRY(fl_json_take_str(v, "on", FL_STR(""), &on, err));
	if ((ret->after >= 0) == (on.len > 0))
		return fl_json_error(v, err, FL_EINVAL, "'%.*s' needs a day: either 'after' (days after the award) or 'on'",
				     FL_STR_ARG(ret->id));
	if (on.len > 0 && !fl_follow_day(on, &ret->on))
		return fl_json_error(fl_json_get(v, "on"), err, FL_EINVAL, "'on' is a day such as 2026-10-01");
	return FL_OK;
}

static fl_status parse_id(fl_json v, const fl_follow_item *before, size_t count, fl_arena *arena, fl_follow_item *ret, fl_error *err)
{
	fl_json ignored;
	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "tranches and milestones are objects with an 'id'");
	FL_TRY(fl_json_need(v, "id", FL_JSON_STRING, &ignored, err));
	FL_TRY(fl_setting_text(v, "id", 100, arena, &ret->id, err));
	FL_TRY(fl_setting_text(v, "title", 200, arena, &ret->title, err));
	if (ret->id.len == 0)
		return fl_json_error(v, err, FL_EINVAL, "'id' is empty");
	if (ret->title.len == 0)
		ret->title = ret->id;
	for (size_t i = 0; i < count; i++)
		if (fl_str_eq(before[i].id, ret->id))
			return fl_json_error(v, err, FL_EINVAL, "'%.*s' stands here twice", FL_STR_ARG(ret->id));
	return FL_OK;
}

static fl_status take_list(fl_json root, const char *key, fl_json *ret, fl_error *err)
{
	*ret = fl_json_get(root, key);
	if (fl_json_present(*ret) && fl_json_type_of(*ret) != FL_JSON_ARRAY)
		return fl_json_error(*ret, err, FL_EINVAL, "'%s' must be a list", key);
	if (fl_json_len(*ret) > FL_FOLLOW_ITEMS_MAX)
		return fl_json_error(*ret, err, FL_EINVAL, "'%s' has more than %d entries", key, FL_FOLLOW_ITEMS_MAX);
	return FL_OK;
}

static fl_status parse_milestones(fl_json root, fl_arena *arena, fl_follow_plan *ret, fl_error *err)
{
	static const char *const keys[] = { "id", "title", "kind", "after", "on", NULL };
	static const char *const kinds[] = { "feedback", "result", NULL };
	fl_json list;
	FL_TRY(take_list(root, "milestones", &list, err));
	if (!fl_json_present(list)) {
		ret->milestones[ret->num_milestones++] =
		    (fl_follow_item){ .id = FL_STR("feedback"), .title = FL_STR("first feedback"), .after = 90 };
		return FL_OK;
	}
	for (size_t i = 0; i < fl_json_len(list); i++) {
		fl_json v = fl_json_at(list, i);
		fl_follow_item *item = &ret->milestones[i];
		int kind;
		FL_TRY(parse_id(v, ret->milestones, i, arena, item, err));
		FL_TRY(fl_json_only(v, keys, err));
		FL_TRY(fl_setting_choice(v, "kind", kinds, 0, &kind, err));
		item->result = kind == 1;
		FL_TRY(parse_day(v, item, err));
		ret->num_milestones++;
	}
	return FL_OK;
}

static fl_status no_milestone(const fl_follow_plan *plan, fl_str tranche, fl_json v, fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	fl_spelling near;
	fl_str id = fl_json_text(v);
	fl_spelling_begin(&near, id);
	for (size_t m = 0; m < plan->num_milestones; m++)
		fl_spelling_try(&near, plan->milestones[m].id);
	return fl_json_error(v, err, FL_EINVAL, "'%.*s' waits for '%.*s', which is no milestone%s", FL_STR_ARG(tranche), FL_STR_ARG(id),
			     fl_spelling_hint(&near, hint));
}

static fl_status parse_needs(fl_json v, const fl_follow_plan *plan, fl_follow_item *ret, fl_error *err)
{
	fl_json needs;
	FL_TRY(take_list(v, "needs", &needs, err));
	for (size_t i = 0; i < fl_json_len(needs); i++) {
		fl_str id = fl_json_text(fl_json_at(needs, i));
		size_t m = 0;
		while (m < plan->num_milestones && !fl_str_eq(plan->milestones[m].id, id))
			m++;
		if (m == plan->num_milestones)
			return no_milestone(plan, ret->id, fl_json_at(needs, i), err);
		ret->needs |= UINT32_C(1) << m;
	}
	return FL_OK;
}

static fl_status parse_share(fl_json v, fl_follow_item *ret, fl_error *err)
{
	fl_share share;
	bool has;
	FL_TRY(fl_setting_share(v, "share", &share, &has, err));
	if (!has || share.num == 0 || MILLION % share.den != 0)
		return fl_json_error(v, err, FL_EINVAL, "'%.*s' needs a 'share' of the award, in at most millionths", FL_STR_ARG(ret->id));
	ret->ppm = share.num * (MILLION / share.den);
	return FL_OK;
}

static fl_status parse_tranches(fl_json root, fl_arena *arena, fl_follow_plan *ret, fl_error *err)
{
	static const char *const keys[] = { "id", "title", "share", "after", "on", "needs", NULL };
	fl_json list;
	int64_t sum = 0;
	FL_TRY(take_list(root, "tranches", &list, err));
	if (!fl_json_present(list)) {
		ret->tranches[ret->num_tranches++] = (fl_follow_item){ .id = FL_STR("all"), .title = FL_STR("all"), .ppm = MILLION };
		return FL_OK;
	}
	for (size_t i = 0; i < fl_json_len(list); i++) {
		fl_json v = fl_json_at(list, i);
		fl_follow_item *item = &ret->tranches[i];
		FL_TRY(parse_id(v, ret->tranches, i, arena, item, err));
		FL_TRY(fl_json_only(v, keys, err));
		FL_TRY(parse_share(v, item, err));
		FL_TRY(parse_day(v, item, err));
		FL_TRY(parse_needs(v, ret, item, err));
		sum += item->ppm;
		ret->num_tranches++;
	}
	if (sum != MILLION)
		return fl_json_error(list, err, FL_EINVAL, "the shares of the tranches come to %lld.%04lld %%, not to 100 %%",
				     (long long)(sum / 10000), (long long)(sum % 10000));
	return FL_OK;
}

fl_status fl_follow_parse(fl_json root, fl_arena *arena, fl_follow_plan *ret, fl_error *err)
{
	static const char *const keys[] = { "milestones", "tranches", "soon", NULL };
	fl_json v = fl_json_get(root, "follow");
	*ret = (fl_follow_plan){ .num_tranches = 0 };
	if (fl_json_present(v) && fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "'follow' must be an object");
	if (fl_json_present(v))
		FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(fl_json_take_i64(v, "soon", 14, 0, AFTER_MAX, &ret->soon, err));
	FL_TRY(parse_milestones(v, arena, ret, err));
	return parse_tranches(v, arena, ret, err);
}
