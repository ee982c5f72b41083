/* SPDX-License-Identifier: Apache-2.0
 *
 * round.c - round.json: what stands at its top level; then the questions a round answers about one dream.
 *
 * Files, pools and groups are read by round_inputs.c and round_limits.c, the policy by policy.c. Reading is strict:
 * an unknown key or word is an error with line and column, because a limit that was misspelt and passed over would
 * give money away.
 */
#include "domain/round_parse.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/approval.h"
#include "domain/setting.h"

#define FORMAT          "florin-round/1"
#define FORMAT_STEM     "florin-round/"
#define MAX_FLOWERS     1000000000000 /* of one threshold or cap */
#define MAX_RULES       10000         /* of one list in the round */
#define DEFAULT_SIMILAR 200000        /* duplicates.candidates, millionths */
#define DEFAULT_SAME    600000        /* duplicates.same */
#define MILLION         1000000

static const char *const root_keys[] = { "format",    "round",  "title",      "currency", "minor_digits",
					 "time_zone", "dreams", "flowers",    "earned",   "rules",    "eligibility",
					 "threshold", "tally",  "duplicates", "policy",   "pools",
					 "groups",    "exclusive", "scenarios",  "funder", "decisions", "approval",
					 "organisations", "partners", "matching", "follow", "public", NULL };

/* ---- shared by the parts ----------------------------------------------------------------------------------- */

fl_status fl_round_take_array(fl_json root, const char *key, size_t max, fl_json *ret, fl_error *err)
{
	*ret = fl_json_get(root, key);
	if (fl_json_present(*ret) && fl_json_type_of(*ret) != FL_JSON_ARRAY && fl_json_type_of(*ret) != FL_JSON_NULL)
		return fl_json_error(*ret, err, FL_EINVAL, "'%s' must be a list", key);
	if (fl_json_len(*ret) > max)
		return fl_json_error(*ret, err, FL_EINVAL, "'%s' has more than %zu entries", key, max);
	return FL_OK;
}

fl_status fl_round_take_object(fl_json root, const char *key, const char *const *keys, fl_json *ret, fl_error *err)
{
	*ret = fl_json_get(root, key);
	if (!fl_json_present(*ret))
		return FL_OK;
	if (fl_json_type_of(*ret) != FL_JSON_OBJECT)
		return fl_json_error(*ret, err, FL_EINVAL, "'%s' must be an object", key);
	return fl_json_only(*ret, keys, err);
}

/* ---- identity ---------------------------------------------------------------------------------------------- */

static fl_status check_format(fl_json root, fl_error *err)
{
	fl_json v;

	FL_TRY(fl_json_need(root, "format", FL_JSON_STRING, &v, err));
	fl_str text = fl_json_text(v);
	if (fl_str_eqz(text, FORMAT))
		return FL_OK;
	if (fl_str_starts(text, FL_STR(FORMAT_STEM)) && text.len < 40)
		return fl_json_error(v, err, FL_EVERSION, "format '%.*s' is not of this version, which reads '%s'",
				     FL_STR_ARG(text), FORMAT);
	return fl_json_error(v, err, FL_EINVAL, "'format' must be '%s'", FORMAT);
}

static int usual_minor_digits(const char *code)
{
	static const char none[] = "JPY KRW VND CLP ISK XAF XOF XPF PYG UGX", three[] = "BHD IQD JOD KWD LYD OMR TND";

	return strstr(none, code) ? 0 : strstr(three, code) ? 3 : 2;
}

static fl_status parse_currency(fl_json root, fl_currency *ret, fl_error *err)
{
	fl_str code;
	int64_t digits;

	FL_TRY(fl_json_take_str(root, "currency", FL_STR("CNY"), &code, err));
	bool good = code.len == 3;
	for (size_t i = 0; good && i < 3; i++)
		good = code.data[i] >= 'A' && code.data[i] <= 'Z';
	if (!good)
		return fl_json_error(fl_json_get(root, "currency"), err, FL_EINVAL,
				     "'currency' must be three capital letters such as 'CNY'");
	memcpy(ret->code, code.data, 3);
	ret->code[3] = '\0';
	FL_TRY(fl_json_take_i64(root, "minor_digits", usual_minor_digits(ret->code), 0, 6, &digits, err));
	ret->minor_digits = (int)digits;
	return FL_OK;
}

static fl_status parse_zone(fl_json root, fl_round_spec *spec, fl_error *err)
{
	if (!fl_json_present(fl_json_get(root, "time_zone"))) {
		spec->time_zone = FL_STR("Asia/Shanghai");
		spec->offset_minutes = 480;
		return FL_OK;
	}
	FL_TRY(fl_setting_text(root, "time_zone", 60, &spec->arena, &spec->time_zone, err));
	if (!fl_zone_parse(spec->time_zone, &spec->offset_minutes))
		return fl_json_error(
		    fl_json_get(root, "time_zone"), err, FL_EINVAL,
		    "time zone '%.*s' is not known: a round needs a fixed offset, write it as '+08:00'",
		    FL_STR_ARG(spec->time_zone));
	return FL_OK;
}

static fl_status parse_funder(fl_json root, fl_round_spec *spec, fl_error *err)
{
	static const char *const keys[] = { "id", "name", "prefix", NULL };
	fl_json v, ignored;

	FL_TRY(fl_round_take_object(root, "funder", keys, &v, err));
	if (!fl_json_present(v))
		return FL_OK;
	FL_TRY(fl_json_need(v, "id", FL_JSON_STRING, &ignored, err));
	FL_TRY(fl_json_need(v, "name", FL_JSON_STRING, &ignored, err));
	FL_TRY(fl_setting_text(v, "id", 200, &spec->arena, &spec->funder.id, err));
	FL_TRY(fl_setting_text(v, "name", 200, &spec->arena, &spec->funder.name, err));
	FL_TRY(fl_setting_text(v, "prefix", 200, &spec->arena, &spec->funder.prefix, err));
	if (spec->funder.id.len == 0 || spec->funder.name.len == 0)
		return fl_json_error(v, err, FL_EINVAL, "'funder' needs an id and a name");
	if (spec->funder.prefix.len == 0)
		spec->funder.prefix = spec->funder.id;
	return FL_OK;
}

static fl_status parse_identity(fl_json root, fl_round_spec *spec, fl_error *err)
{
	fl_json id;

	FL_TRY(check_format(root, err));
	FL_TRY(fl_json_need(root, "round", FL_JSON_STRING, &id, err));
	FL_TRY(fl_setting_text(root, "round", 200, &spec->arena, &spec->id, err));
	if (spec->id.len == 0)
		return fl_json_error(id, err, FL_EINVAL, "'round' is empty");
	FL_TRY(fl_setting_text(root, "title", 1000, &spec->arena, &spec->title, err));
	if (spec->title.len == 0)
		spec->title = spec->id;
	FL_TRY(parse_funder(root, spec, err));
	FL_TRY(parse_currency(root, &spec->currency, err));
	return parse_zone(root, spec, err);
}

/* ---- who qualifies ----------------------------------------------------------------------------------------- */

static fl_status parse_eligibility(fl_json root, fl_round_spec *spec, fl_error *err)
{
	static const char *const keys[] = { "require", "exclude", NULL };
	fl_json v;

	FL_TRY(fl_round_take_object(root, "eligibility", keys, &v, err));
	FL_TRY(fl_selector_parse(fl_json_get(v, "require"), &spec->arena, &spec->require, err));
	FL_TRY(fl_selector_parse(fl_json_get(v, "exclude"), &spec->arena, &spec->exclude, err));
	if (fl_json_type_of(fl_json_get(v, "exclude")) == FL_JSON_OBJECT && !spec->exclude)
		return fl_json_error(fl_json_get(v, "exclude"), err, FL_EINVAL, "'exclude' selects every dream");
	return FL_OK;
}

static fl_status parse_special(fl_json list, fl_round_spec *spec, fl_error *err)
{
	static const char *const keys[] = { "selector", "flowers", "givers", NULL };
	size_t count = fl_json_len(list);

	spec->thresholds = fl_arena_array(&spec->arena, count ? count : 1, sizeof *spec->thresholds);
	if (!spec->thresholds)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		fl_json v = fl_json_at(list, i), ignored;
		fl_threshold_rule *rule = &spec->thresholds[i];
		if (fl_json_type_of(v) != FL_JSON_OBJECT)
			return fl_json_error(v, err, FL_EINVAL,
					     "'special' needs objects with 'selector' and 'flowers'");
		FL_TRY(fl_json_only(v, keys, err));
		FL_TRY(fl_json_need(v, "selector", FL_JSON_OBJECT, &ignored, err));
		if (!fl_json_present(fl_json_get(v, "givers")))
			FL_TRY(fl_json_need(v, "flowers", FL_JSON_NUMBER, &ignored, err));
		FL_TRY(fl_selector_parse(fl_json_get(v, "selector"), &spec->arena, &rule->selector, err));
		FL_TRY(fl_json_take_i64(v, "flowers", -1, 0, MAX_FLOWERS, &rule->flowers, err));
		FL_TRY(fl_json_take_i64(v, "givers", -1, 0, MAX_FLOWERS, &rule->givers, err));
	}
	spec->num_thresholds = count;
	return FL_OK;
}

static fl_status parse_threshold(fl_json root, fl_round_spec *spec, fl_error *err)
{
	static const char *const keys[] = { "default", "givers", "special", NULL };
	fl_json v = fl_json_get(root, "threshold"), list;

	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_take_i64(root, "threshold", 0, 0, MAX_FLOWERS, &spec->threshold, err);
	FL_TRY(fl_json_only(v, keys, err));
	FL_TRY(fl_json_take_i64(v, "default", 0, 0, MAX_FLOWERS, &spec->threshold, err));
	FL_TRY(fl_json_take_i64(v, "givers", 0, 0, MAX_FLOWERS, &spec->threshold_givers, err));
	FL_TRY(fl_round_take_array(v, "special", MAX_RULES, &list, err));
	return parse_special(list, spec, err);
}

/* ---- how flowers count, what is a duplicate ---------------------------------------------------------------- */

static fl_status parse_sources(fl_json v, fl_round_spec *spec, fl_error *err)
{
	size_t count = fl_json_len(v);

	if (fl_json_present(v) && fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "'sources' must be an object such as {\"steps\": false}");
	if (count > MAX_RULES)
		return fl_json_error(v, err, FL_EINVAL, "'sources' has more than %d entries", MAX_RULES);
	spec->sources = fl_arena_array(&spec->arena, count ? count : 1, sizeof *spec->sources);
	if (!spec->sources)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		fl_json weight = fl_json_at(v, i);
		fl_source_rule *rule = &spec->sources[i];
		rule->kind = fl_arena_str(&spec->arena, fl_json_key(v, i));
		if (!rule->kind.data)
			return fl_enomem(err);
		if (fl_json_type_of(weight) == FL_JSON_BOOL)
			rule->weight = fl_json_bool(weight) ? 1 : 0;
		else if (!fl_json_i64(weight, &rule->weight) || rule->weight < 0 || rule->weight > MILLION)
			return fl_json_error(weight, err, FL_EINVAL,
					     "a source counts true, false, or a whole number from 0 to 1000000");
	}
	spec->num_sources = count;
	return FL_OK;
}

static fl_status parse_tally(fl_json root, fl_round_spec *spec, fl_error *err)
{
	static const char *const keys[] = { "per_giver_per_dream", "per_giver_per_day", "per_giver", "sources", "from", "before",
					    "earned", "tiers", "signs", NULL };
	fl_json v;

	FL_TRY(fl_round_take_object(root, "tally", keys, &v, err));
	FL_TRY(fl_tally_rules_parse(v, spec->offset_minutes, &spec->tally, err));
	return parse_sources(fl_json_get(v, "sources"), spec, err);
}

static fl_status parse_similarity(fl_json v, const char *key, int32_t fallback, int32_t *ret, fl_error *err)
{
	fl_share share;
	bool has;

	*ret = fallback;
	FL_TRY(fl_setting_share(v, key, &share, &has, err));
	if (!has)
		return FL_OK;
	if (MILLION % share.den != 0)
		return fl_json_error(fl_json_get(v, key), err, FL_EINVAL, "'%s' is finer than a millionth", key);
	*ret = (int32_t)(share.num * (MILLION / share.den));
	return FL_OK;
}

static fl_status parse_duplicates(fl_json root, fl_round_spec *spec, fl_error *err)
{
	static const char *const keys[] = { "candidates", "review", "same", "across_organisations", "flowers", "representative", NULL };
	static const char *const flowers[] = { "givers", "sum", "max", "representative", NULL };
	static const char *const ways[] = { "earliest", "most-flowers", "longest", NULL };
	fl_json v = fl_json_get(root, "duplicates");
	int choice;

	spec->dedup = fl_json_type_of(v) != FL_JSON_BOOL || fl_json_bool(v);
	if (fl_json_type_of(v) == FL_JSON_BOOL)
		v = (fl_json){ v.doc, NULL };
	else
		FL_TRY(fl_round_take_object(root, "duplicates", keys, &v, err));
	FL_TRY(parse_similarity(v, "candidates", DEFAULT_SIMILAR, &spec->dup_candidates, err));
	FL_TRY(parse_similarity(v, "same", DEFAULT_SAME, &spec->dup_same, err));
	if (spec->dup_candidates == 0)
		return fl_json_error(v, err, FL_EINVAL, "'candidates' must be above zero");
	if (spec->dup_candidates > spec->dup_same)
		return fl_json_error(v, err, FL_EINVAL, "'candidates' is more than 'same'");
	FL_TRY(parse_similarity(v, "review", spec->dup_candidates, &spec->dup_review, err));
	if (spec->dup_review < spec->dup_candidates || spec->dup_review > spec->dup_same)
		return fl_json_error(fl_json_get(v, "review"), err, FL_EINVAL,
				     "'review' must be between 'candidates' and 'same'");
	FL_TRY(fl_json_take_bool(v, "across_organisations", false, &spec->dup_across, err));
	FL_TRY(fl_setting_choice(v, "flowers", flowers, FL_MERGE_GIVERS, &choice, err));
	spec->merge_flowers = (fl_merge_flowers)choice;
	FL_TRY(fl_setting_choice(v, "representative", ways, FL_REP_EARLIEST, &choice, err));
	spec->representative = (fl_representative)choice;
	return FL_OK;
}

/* ---- who makes a result official --------------------------------------------------------------------------- */

static fl_status parse_approval(fl_json root, fl_round_spec *spec, fl_error *err)
{
	static const char *const keys[] = { "people", NULL };
	fl_json v;

	FL_TRY(fl_round_take_object(root, "approval", keys, &v, err));
	return fl_json_take_i64(v, "people", 1, 1, FL_APPROVAL_PEOPLE_MAX, &spec->approval_people, err);
}

/* ---- scenarios --------------------------------------------------------------------------------------------- */

bool fl_scenario_name_ok(fl_str name)
{
	if (name.len == 0 || name.len > FL_SCENARIO_NAME_MAX || name.data[0] == '.' || fl_str_eqz(name, "official"))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.data[i] < ' ' || name.data[i] == '/' || name.data[i] == 0x7f)
			return false;
	return true;
}

bool fl_scenario_may_change(fl_str key)
{
	static const char *const fixed[] = { "format", "round",  "currency",  "minor_digits", "time_zone",
					     "dreams", "flowers", "scenarios", "partners", NULL };
	for (size_t i = 0; fixed[i]; i++)
		if (fl_str_eqz(key, fixed[i]))
			return false;
	return true;
}

fl_json fl_round_scenario(fl_json root, fl_str name)
{
	fl_json all = fl_json_get(root, "scenarios");
	for (size_t i = 0; i < fl_json_len(all); i++)
		if (fl_str_eq(fl_json_key(all, i), name))
			return fl_json_at(all, i);
	return (fl_json){ root.doc, NULL };
}

/* What a patch says of the round is checked when the scenario is run; here only that it can be one. */
static fl_status check_scenario(fl_json v, fl_str name, fl_error *err)
{
	if (fl_json_type_of(v) != FL_JSON_OBJECT)
		return fl_json_error(v, err, FL_EINVAL, "a scenario is an object of changes such as {\"threshold\": 80}");
	if (!fl_scenario_name_ok(name))
		return fl_json_error(v, err, FL_EINVAL,
				     "a scenario is named by 1 to %d bytes without '/' and control characters, not 'official'",
				     FL_SCENARIO_NAME_MAX);
	for (size_t i = 0; i < fl_json_len(v); i++)
		if (!fl_scenario_may_change(fl_json_key(v, i)))
			return fl_json_error(fl_json_at(v, i), err, FL_EINVAL, "a scenario cannot change '%.*s'",
					     FL_STR_ARG(fl_json_key(v, i)));
	fl_json set = fl_json_get(v, "set");
	for (size_t i = 0; i < fl_json_len(set); i++)
		if (fl_json_type_of(fl_json_at(set, i)) != FL_JSON_STRING)
			return fl_json_error(fl_json_at(set, i), err, FL_EINVAL, "'set' is a list of texts PATH=VALUE");
	if (fl_json_present(set) && fl_json_type_of(set) != FL_JSON_ARRAY)
		return fl_json_error(set, err, FL_EINVAL, "'set' is a list of texts PATH=VALUE");
	return FL_OK;
}

static fl_status check_scenarios(fl_json root, fl_error *err)
{
	fl_json all = fl_json_get(root, "scenarios");
	if (fl_json_present(all) && fl_json_type_of(all) != FL_JSON_OBJECT)
		return fl_json_error(all, err, FL_EINVAL, "'scenarios' must be an object: name → changes");
	for (size_t i = 0; i < fl_json_len(all); i++)
		FL_TRY(check_scenario(fl_json_at(all, i), fl_json_key(all, i), err));
	return FL_OK;
}

/* ---- the whole --------------------------------------------------------------------------------------------- */

static fl_status parse_root(fl_json root, fl_round_spec *spec, fl_error *err)
{
	if (fl_json_type_of(root) != FL_JSON_OBJECT)
		return fl_json_error(root, err, FL_EINVAL, "a round must be a JSON object");
	FL_TRY(fl_json_only(root, root_keys, err));
	FL_TRY(parse_identity(root, spec, err));
	FL_TRY(fl_round_parse_inputs(root, spec, err));
	FL_TRY(parse_eligibility(root, spec, err));
	FL_TRY(parse_threshold(root, spec, err));
	FL_TRY(parse_tally(root, spec, err));
	FL_TRY(parse_duplicates(root, spec, err));
	FL_TRY(fl_policy_parse(fl_json_get(root, "policy"), &spec->currency, &spec->arena, &spec->policy, err));
	FL_TRY(fl_round_parse_limits(root, spec, err));
	FL_TRY(fl_round_parse_decisions(root, spec, err));
	FL_TRY(parse_approval(root, spec, err));
	FL_TRY(fl_round_parse_organisations(root, spec, err));
	FL_TRY(fl_matching_parse(root, &spec->matching, err));
	FL_TRY(fl_follow_parse(root, &spec->arena, &spec->follow, err));
	FL_TRY(fl_publicity_parse(root, &spec->publicity, err));
	return check_scenarios(root, err);
}

fl_status fl_round_parse(fl_str json, const char *source, fl_round_spec **ret, fl_error *err)
{
	fl_json_doc *doc = NULL;
	fl_round_spec *spec = NULL;
	fl_status status = fl_json_parse(json, source, &doc, err);

	if (status != FL_OK)
		goto done;
	spec = fl_alloc(sizeof *spec);
	if (!spec) {
		status = fl_enomem(err);
		goto done;
	}
	status = parse_root(fl_json_root(doc), spec, err);
done:
	fl_json_free(doc);
	if (status != FL_OK) {
		fl_round_free(spec);
		return status;
	}
	*ret = spec;
	return FL_OK;
}

void fl_round_free(fl_round_spec *spec)
{
	if (!spec)
		return;
	fl_arena arena = spec->arena;
	fl_arena_release(&arena);
	fl_free(spec);
}

/* ---- questions about one dream ----------------------------------------------------------------------------- */

int64_t fl_round_threshold(const fl_round_spec *spec, const fl_candidate *dream, int64_t own)
{
	if (own >= 0)
		return own;
	for (size_t i = 0; i < spec->num_thresholds; i++)
		if (spec->thresholds[i].flowers >= 0 && fl_selector_matches(spec->thresholds[i].selector, dream))
			return spec->thresholds[i].flowers;
	return spec->threshold;
}

int64_t fl_round_threshold_givers(const fl_round_spec *spec, const fl_candidate *dream)
{
	for (size_t i = 0; i < spec->num_thresholds; i++)
		if (spec->thresholds[i].givers >= 0 && fl_selector_matches(spec->thresholds[i].selector, dream))
			return spec->thresholds[i].givers;
	return spec->threshold_givers;
}

int64_t fl_round_voice(const fl_round_spec *spec, const fl_candidate *dream)
{
	return spec->policy.breadth == FL_BREADTH_ROOTS    ? dream->roots
	       : spec->policy.breadth == FL_BREADTH_GIVERS ? dream->givers
							   : dream->tally;
}

bool fl_round_eligible(const fl_round_spec *spec, const fl_candidate *dream)
{
	return fl_selector_matches(spec->require, dream) &&
	       !(spec->exclude && fl_selector_matches(spec->exclude, dream));
}

/* floor(amount * share): below 2^63 times 10^15, so 128 bits hold the product; a ratio above 1 may leave 63 bits. */
static fl_money part_of(fl_money amount, fl_share share)
{
	__extension__ typedef __int128 wide;
	wide part = (wide)amount * share.num / share.den;

	return part > INT64_MAX ? INT64_MAX : (fl_money)part;
}

static fl_money smaller(fl_money a, fl_money b)
{
	return a < b ? a : b;
}

fl_money fl_round_upper(const fl_round_spec *spec, const fl_candidate *dream)
{
	const fl_policy *policy = &spec->policy;
	fl_money upper = dream->request > 0 ? dream->request : 0;

	if (policy->has_cap_share)
		upper = smaller(upper, part_of(upper, policy->cap_share));
	if (policy->cap > 0)
		upper = smaller(upper, policy->cap);
	if (policy->has_cap_budget_share)
		upper = smaller(upper, part_of(spec->budget, policy->cap_budget_share));
	if (policy->has_match_ratio)
		upper = smaller(upper, part_of(dream->raised, policy->match_ratio));
	return upper;
}

fl_money fl_round_least(const fl_round_spec *spec, const fl_candidate *dream)
{
	fl_money upper = fl_round_upper(spec, dream);

	if (spec->policy.indivisible)
		return upper;
	return smaller(spec->policy.minimum > spec->policy.base_grant ? spec->policy.minimum : spec->policy.base_grant,
		       upper);
}

fl_money fl_round_upper_now(const fl_round_spec *spec, const fl_candidate *dream)
{
	fl_money upper = fl_round_upper(spec, dream);

	return dream->ended || upper < dream->before ? 0 : upper - dream->before;
}

fl_money fl_round_least_now(const fl_round_spec *spec, const fl_candidate *dream)
{
	fl_money least = fl_round_least(spec, dream);

	return dream->ended || least < dream->before ? 0 : least - dream->before;
}

fl_money fl_pool_money(const fl_pool *pool)
{
	return pool->amount < pool->kept ? 0 : pool->amount - pool->kept;
}

fl_money fl_round_money(const fl_round_spec *spec)
{
	fl_money money = 0; /* at most the budget */
	for (size_t p = 0; p < spec->num_pools; p++)
		money += fl_pool_money(&spec->pools[p]);
	return money;
}

bool fl_round_chooses(const fl_round_spec *spec)
{
	if (spec->policy.base_grant > 0)
		return false;
	if (spec->policy.indivisible || spec->policy.minimum > 0)
		return true;
	for (size_t g = 0; g < spec->num_groups; g++)
		if (spec->groups[g].has_max_funded)
			return true;
	return false;
}
