/* SPDX-License-Identifier: Apache-2.0
 *
 * columns.c - which column is which field.
 *
 * A header is compared after trimming, in lower case, without blanks, '_', '-', '*' and what stands in parentheses.
 * For amounts the parentheses may hold a unit, 金额（万元）, which is then a part of every cell; another currency
 * there is refused. What nobody asked for is reported, not passed over in silence.
 */
#include "ingest/columns.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/str.h"

#include <stdio.h>

#define HEADER_MAX 200

static const fl_field_def dream_fields[FL_DREAM_FIELDS] = {
	[FL_DREAM_ID] = { "id", "id|dreamid|编号|梦想编号|編號|夢想編號", "projectid|项目编号|項目編號|序号|序號",
			  false },
	[FL_DREAM_TITLE] = { "title", "title|标题|梦想名称|项目名称|项目标题|標題|計畫名稱",
			     "name|名称|名稱|梦想|夢想", false },
	[FL_DREAM_BODY] = { "body",
			    "body|description|content|text|内容|描述|简介|梦想描述|梦想内容|项目描述|项目内容|"
			    "项目简介|內容|說明|说明",
			    "summary|摘要", false },
	[FL_DREAM_ORGANISATION] = { "organisation",
				    "organisation|organization|applicant|机构|单位|机构名称|单位名称|申请机构|"
				    "申请单位|申报单位|"
				    "提交单位|機構|單位",
				    "org|submitter|申请人|提交人", false },
	/* Where no column is the organisation, whoever submitted a dream is both. */
	[FL_DREAM_AUTHOR] = { "author", "author|作者", "submitter|提交人", false },
	[FL_DREAM_REGION] = { "region", "region|地区|区域|地域|所在地区|實施地區|地區",
			      "city|province|省份|城市|地点", false },
	[FL_DREAM_CATEGORY] = { "category", "category|类别|分类|领域|類別|分類|領域", "", false },
	[FL_DREAM_TAGS] = { "tags", "tags|tag|标签|標籤", "", false },
	[FL_DREAM_REQUEST] = { "request",
			       "request|requested|amountrequested|申请金额|申请资金|申请经费|请求金额|申請金額",
			       "amount|cost|budget|金额|预算|所需资金|资金需求|金額|預算", true },
	[FL_DREAM_RAISED] = { "raised", "raised|已筹|已筹金额|已筹资金|自筹|自筹资金|已籌", "", true },
	[FL_DREAM_CURRENCY] = { "currency", "currency|币种|货币|幣別", "", false },
	[FL_DREAM_SUBMITTED] = { "submitted",
				 "submitted|submittedat|submissiontime|提交时间|申报时间|提交日期|提交時間",
				 "date|time|created|createdat|时间|日期|創建時間|创建时间", false },
	[FL_DREAM_FLOWERS] = { "flowers", "flowers|小红花|红花|小红花数|红花数|小紅花", "votes|score|likes|票数|得票",
			       false },
	[FL_DREAM_GIVERS] = { "givers", "givers|supporters|送花人数|支持人数|支持者数", "", false },
	[FL_DREAM_THRESHOLD] = { "threshold", "threshold|门槛|达标花数|目标花数|最低花数|門檻", "", false },
};

static const fl_field_def flower_fields[FL_FLOWER_FIELDS] = {
	[FL_FLOWER_DREAM] = { "dream", "dream|dreamid|梦想编号|梦想|夢想編號", "project|projectid|项目编号", false },
	[FL_FLOWER_GIVER] = { "giver",
			      "giver|giverid|donor|voter|voterid|送花人|用户|用户编号|赠花人|捐赠人|送花人编号",
			      "user|userid", false },
	[FL_FLOWER_KIND] = { "kind", "kind|source|来源|花源|來源|方式|行为", "type|类型|類型", false },
	[FL_FLOWER_EVENT] = { "event", "event|eventid|活动|活动编号|流水号|事件", "", false },
	[FL_FLOWER_COUNT] = { "count", "count|flowers|数量|朵数|小红花|花数|數量", "amount|number", false },
	[FL_FLOWER_GIVEN] = { "time", "time|given|givenat|timestamp|时间|送花时间|時間",
			      "date|created|createdat|日期", false },
};

/* An organisation that looks for support with a project of its own is a partner with one place: its table has a project and an amount. */
static const fl_field_def partner_fields[FL_PARTNER_FIELDS] = {
	[FL_PARTNER_ID] = { "id", "id|partnerid|编号|伙伴编号|合作方编号|編號", "code|代码|序号|信用代码|统一社会信用代码", false },
	[FL_PARTNER_NAME] = { "name", "name|partner|partnername|名称|伙伴|伙伴名称|合作方|合作方名称|机构名称|名稱",
			      "organisation|organization|lab|title|机构|单位|实验室|项目名称|標題|機構", false },
	[FL_PARTNER_FIELDS_OF_WORK] = { "fields",
					"fields|field|tags|领域|擅长领域|服务领域|专长|标签|領域|標籤", "category|类别|方向|類別",
					false },
	[FL_PARTNER_REGIONS] = { "regions", "regions|region|地区|服务地区|区域|地域|服务区域|地區", "province|city|省份|城市",
				 false },
	[FL_PARTNER_WORDS] = { "words",
			       "words|description|capabilities|能力|能力描述|简介|能做什么|介绍|說明|说明|描述|项目描述",
			       "body|text|content|summary|内容|摘要|內容", false },
	[FL_PARTNER_MOST] = { "capacity", "capacity|most|maxdreams|容量|承接数量|可承接数量|最多承接|名额|名額", "max|上限", false },
	[FL_PARTNER_LEAST] = { "least", "least|minimum|mindreams|minload|最少承接|最少承接数量|最低承接数量|最少数量", "min|下限", false },
	[FL_PARTNER_MONEY] = { "money", "money|budget|maxmoney|资金上限|金额上限|可承接金额|资金容量", "amount|金额|预算|金額",
			       true },
	[FL_PARTNER_CURRENCY] = { "currency", "currency|币种|货币|幣別", "", false },
	[FL_PARTNER_WISHES] = { "wishes", "wishes|wish|意愿|优先|希望|優先|意願", "prefers|偏好", false },
	[FL_PARTNER_EXCLUSIONS] = { "exclusions", "exclusions|excludes|exclude|排除|不承接|回避|迴避", "conflicts|冲突|衝突", false },
};

/* What an organisation is called, and another name of it. */
static const fl_field_def alias_fields[FL_ALIAS_FIELDS] = {
	[FL_ALIAS_NAME] = { "name", "name|organisation|organization|机构|机构名称|单位|单位名称|名称|全称|機構|名稱|全稱", "fullname|正式名称", false },
	[FL_ALIAS_ALIAS] = { "alias", "alias|aliases|othername|别名|其他名称|简称|曾用名|別名|其他名稱|簡稱", "formername|原名", false },
};

const fl_schema fl_dream_schema = { dream_fields, FL_DREAM_FIELDS, FL_MESSAGE("dreams"), 1u << FL_DREAM_TAGS };
const fl_schema fl_flower_schema = { flower_fields, FL_FLOWER_FIELDS, FL_MESSAGE("flowers"), 0 };
const fl_schema fl_earned_schema = { flower_fields, FL_FLOWER_FIELDS, FL_MESSAGE("earned flowers"), 0 };
const fl_schema fl_partner_schema = { partner_fields, FL_PARTNER_FIELDS, FL_MESSAGE("partners"),
				      1u << FL_PARTNER_FIELDS_OF_WORK | 1u << FL_PARTNER_REGIONS | 1u << FL_PARTNER_WISHES |
					  1u << FL_PARTNER_EXCLUSIONS };

const fl_schema fl_alias_schema = { alias_fields, FL_ALIAS_FIELDS, FL_MESSAGE("names of organisations"), 0 };

/* ---- headers as they are compared -------------------------------------------------------------------------- */

typedef struct plain_header {
	char name[HEADER_MAX];
	size_t len;
	char unit[HEADER_MAX]; /* what stood in parentheses */
	size_t unit_len;
} plain_header;

static bool is_filler(int32_t c)
{
	return c == ' ' || c == '\t' || c == '_' || c == '-' || c == '*' || c == 0x3000 || c == 0xFEFF || c == ':' ||
	       c == 0xFF1A;
}

static void simplify(fl_str header, plain_header *ret)
{
	int depth = 0;

	ret->len = ret->unit_len = 0;
	for (size_t pos = 0; pos < header.len;) {
		int32_t c = fl_utf8_next(header, &pos);
		char out[4];
		if (c == '(' || c == 0xFF08 || c == '[') {
			depth++;
			continue;
		}
		if (c == ')' || c == 0xFF09 || c == ']') {
			depth -= depth > 0;
			continue;
		}
		if (c < 0 || is_filler(c))
			continue;
		if (c >= 'A' && c <= 'Z' && depth == 0)
			c += 'a' - 'A';
		size_t n = fl_utf8_put((uint32_t)c, out), *len = depth ? &ret->unit_len : &ret->len;
		if (*len + n > HEADER_MAX)
			return;
		memcpy((depth ? ret->unit : ret->name) + *len, out, n);
		*len += n;
	}
}

static bool in_list(const char *list, fl_str name)
{
	fl_str rest = fl_str_of(list);

	while (rest.len > 0 && name.len > 0) {
		const char *bar = memchr(rest.data, '|', rest.len);
		size_t len = bar ? (size_t)(bar - rest.data) : rest.len;
		if (fl_str_eq(fl_str_slice(rest, 0, len), name))
			return true;
		rest = fl_str_slice(rest, bar ? len + 1 : len, rest.len);
	}
	return false;
}

/* ---- units of amounts -------------------------------------------------------------------------------------- */

static fl_status take_unit(fl_str header, fl_str unit, const fl_currency *currency, const char **ret, fl_error *err)
{
	static const struct {
		const char *text, *unit;
	} units[] = { { "万元", "万" },     { "万", "万" },   { "萬元", "万" },     { "千元", "千" },
		      { "百元", "百" },     { "亿元", "亿" }, { "百万元", "百万" }, { "分", "minor" },
		      { "minor", "minor" }, { "元", "" } };
	char text[64];

	*ret = "";
	if (unit.len == 0)
		return FL_OK;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (fl_str_eqz(unit, units[i].text)) {
			*ret = units[i].unit;
			return FL_OK;
		}
	if (!currency || unit.len > 20)
		return FL_OK;
	memcpy(text, "1 ", 2); /* "CNY", "€": would an amount with it be one of the round's currency? */
	memcpy(text + 2, unit.data, unit.len);
	fl_money ignored;
	const char *code = "";
	fl_error inner = FL_ERROR_INIT;
	if (fl_money_parse((fl_str){ text, unit.len + 2 }, currency, &ignored, &code, &inner) != FL_OK &&
	    strcmp(code, "amount-currency") == 0)
		return fl_error_set(err, FL_EINVAL, "column '%.*s' is in a currency that is not the round's (%s)",
				    (int)(header.len < HEADER_MAX ? header.len : HEADER_MAX), header.data,
				    currency->code);
	return FL_OK;
}

/* ---- one column -------------------------------------------------------------------------------------------- */

static void add_hit(fl_column *column, size_t field, size_t rank)
{
	if (column->num_hits == FL_HITS_MAX)
		return;
	column->hits[column->num_hits].field = (uint8_t)field;
	column->hits[column->num_hits].rank = (uint16_t)rank;
	column->num_hits++;
}

static size_t field_by_name(const fl_schema *schema, fl_str name)
{
	size_t i = 0;

	while (i < schema->num_fields && !fl_str_eqz(name, schema->fields[i].name))
		i++;
	return i;
}

static bool is_mapped(const fl_schema *schema, const fl_input *input, size_t field)
{
	for (size_t i = 0; i < input->num_columns; i++)
		if (field_by_name(schema, input->columns[2 * i]) == field)
			return true;
	return false;
}

fl_status fl_column_classify(const fl_schema *schema, fl_str header, const fl_input *input,
			     const fl_currency *currency, fl_column *ret, fl_error *err)
{
	plain_header plain;
	fl_str name, trimmed = fl_str_trim(header);
	bool mapped = false, amount = false;

	*ret = (fl_column){ .unit = "" };
	simplify(trimmed, &plain);
	name = (fl_str){ plain.name, plain.len };
	for (size_t i = 0; i < input->num_columns; i++) {
		if (!fl_str_eq(fl_str_trim(input->columns[2 * i + 1]), trimmed))
			continue;
		size_t field = field_by_name(schema, input->columns[2 * i]);
		mapped = true;
		if (field == schema->num_fields)
			ret->ignored = true;
		else
			add_hit(ret, field, i);
	}
	for (size_t f = 0; f < schema->num_fields && !mapped; f++) {
		bool strong = in_list(schema->fields[f].names, name);
		if ((strong || in_list(schema->fields[f].weak, name)) && !is_mapped(schema, input, f))
			add_hit(ret, f, strong ? FL_RANK_STRONG : FL_RANK_WEAK);
	}
	for (size_t i = 0; i < ret->num_hits; i++)
		amount = amount || schema->fields[ret->hits[i].field].amount;
	return amount ? take_unit(trimmed, (fl_str){ plain.unit, plain.unit_len }, currency, &ret->unit, err) : FL_OK;
}

static void list_fields(const fl_schema *schema, char *out, size_t cap)
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < schema->num_fields; i++) {
		const char *name = schema->fields[i].name;
		size_t n = strlen(name);
		if (len + n + 3 > cap)
			return;
		if (i > 0) {
			memcpy(out + len, ", ", 3);
			len += 2;
		}
		memcpy(out + len, name, n + 1);
		len += n;
	}
}

fl_status fl_columns_check_mapping(const fl_schema *schema, const fl_input *input, fl_error *err)
{
	for (size_t i = 0; i < input->num_columns; i++) {
		fl_str field = input->columns[2 * i];
		char list[300], source[256] = "";
		if (field_by_name(schema, field) < schema->num_fields || fl_str_eqz(field, "ignore"))
			continue;
		list_fields(schema, list, sizeof list);
		if (input->columns_source.len > 0)
			snprintf(source, sizeof source, "%.*s", FL_STR_ARG(input->columns_source));
		return fl_error_at(err, FL_EINVAL, source, input->columns_at ? input->columns_at[2 * i] : 0,
				   input->columns_at ? input->columns_at[2 * i + 1] : 0,
				   "'columns' names the field '%.*s', but %s have: %s, ignore",
				   (int)(field.len < 60 ? field.len : 60), field.data, schema->what, list);
	}
	return FL_OK;
}

/* ---- did you mean ------------------------------------------------------------------------------------------ */

static void nearest(const char *list, fl_str name, fl_str *best, size_t *best_distance)
{
	fl_str rest = fl_str_of(list);

	while (rest.len > 0) {
		const char *bar = memchr(rest.data, '|', rest.len);
		size_t len = bar ? (size_t)(bar - rest.data) : rest.len;
		fl_str word = fl_str_slice(rest, 0, len);
		size_t d = fl_spelling_distance(name, word, *best_distance);
		if (d == 0) { /* known, but another column is that field */
			*best = FL_STR("");
			*best_distance = 0;
			return;
		}
		if (d < *best_distance && 2 * d < fl_utf8_length(word)) {
			*best_distance = d;
			*best = word;
		}
		rest = fl_str_slice(rest, bar ? len + 1 : len, rest.len);
	}
}

fl_str fl_column_near(const fl_schema *schema, fl_str header)
{
	plain_header plain;
	fl_str best = FL_STR("");
	size_t best_distance = 3;

	simplify(fl_str_trim(header), &plain);
	if (plain.len > 0)
		for (size_t f = 0; f < schema->num_fields; f++) {
			nearest(schema->fields[f].names, (fl_str){ plain.name, plain.len }, &best, &best_distance);
			nearest(schema->fields[f].weak, (fl_str){ plain.name, plain.len }, &best, &best_distance);
		}
	return best;
}

void fl_column_report_unknown(const fl_schema *schema, fl_str header, const char *source, int64_t line,
			      int64_t column, const fl_listener *findings)
{
	char subject[HEADER_MAX + 1];
	size_t len = header.len < HEADER_MAX ? header.len : HEADER_MAX;
	fl_str near = fl_column_near(schema, header);

	while (len > 0 && len < header.len && ((unsigned char)header.data[len] & 0xC0) == 0x80)
		len--;
	memcpy(subject, header.data, len);
	subject[len] = '\0';
	if (near.len > 0)
		fl_report(findings, FL_NOTE, "column-unknown", source, line, column, subject,
			  "column '%s' is not used, did you mean '%.*s'?", subject, FL_STR_ARG(near));
	else
		fl_report(findings, FL_NOTE, "column-unknown", source, line, column, subject,
			  "column '%s' is not used", subject);
}

/* ---- the whole header -------------------------------------------------------------------------------------- */

#define AT_PRINT_MAX 400

/* "'a', 'b', 'c'", cut with an ellipsis when it gets long. */
static void list_headers(const fl_str *headers, size_t count, char *out)
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		fl_str h = fl_str_trim(headers[i]);
		if (len + h.len + 12 > AT_PRINT_MAX) {
			memcpy(out + len, ", ...", 6);
			return;
		}
		if (i > 0) {
			memcpy(out + len, ", ", 2);
			len += 2;
		}
		out[len++] = '\'';
		memcpy(out + len, h.data, h.len);
		len += h.len;
		out[len++] = '\'';
		out[len] = '\0';
	}
}

static fl_status missing(const char *field, const fl_str *headers, size_t count, const char *source, int64_t line,
			 fl_error *err)
{
	char found[AT_PRINT_MAX + 1];
	const char *hint = "";

	list_headers(headers, count, found);
	if (count == 1 && headers[0].len && memchr(headers[0].data, ';', headers[0].len))
		hint = " (is ';' the delimiter? say so with 'delimiter')";
	else if (count == 1 && headers[0].len && memchr(headers[0].data, '\t', headers[0].len))
		hint = " (is it tab-separated? say so with 'format')";
	return fl_error_at(err, FL_EINVAL, source, line, 1, "no column for '%s' among %s%s", field, found, hint);
}

/* The best column of a field, and whether another one is as good. */
static size_t best_column(const fl_column *columns, size_t count, size_t field, size_t *ret_rank, size_t *ret_rival)
{
	size_t best = count;

	*ret_rank = SIZE_MAX;
	*ret_rival = count;
	for (size_t c = 0; c < count; c++)
		for (size_t h = 0; h < columns[c].num_hits; h++) {
			size_t rank = columns[c].hits[h].rank;
			if (columns[c].hits[h].field != field || rank > *ret_rank)
				continue;
			*ret_rival = rank == *ret_rank ? best : count;
			*ret_rank = rank;
			best = c;
		}
	return best;
}

static fl_status check_fields(const fl_schema *schema, const fl_str *headers, size_t count, const fl_column *columns,
			      const char *source, int64_t line, bool *ret_found, fl_error *err)
{
	for (size_t f = 0; f < schema->num_fields; f++) {
		size_t rank, rival, best = best_column(columns, count, f, &rank, &rival);
		ret_found[f] = best < count;
		if (best < count && rival < count)
			return fl_error_at(err, FL_EINVAL, source, line, 1,
					   "columns '%.*s' and '%.*s' could both be '%s': say which in 'columns'",
					   (int)(headers[rival].len < 80 ? headers[rival].len : 80),
					   headers[rival].data,
					   (int)(headers[best].len < 80 ? headers[best].len : 80), headers[best].data,
					   schema->fields[f].name);
	}
	return FL_OK;
}

/* Every header that the mapping names must be there. */
static fl_status check_mapped(const fl_str *headers, size_t count, const fl_input *input, const char *source,
			      int64_t line, fl_error *err)
{
	for (size_t i = 0; i < input->num_columns; i++) {
		fl_str want = fl_str_trim(input->columns[2 * i + 1]);
		char found[AT_PRINT_MAX + 1];
		size_t c = 0;
		while (c < count && !fl_str_eq(fl_str_trim(headers[c]), want))
			c++;
		if (c < count)
			continue;
		list_headers(headers, count, found);
		return fl_error_at(err, FL_EINVAL, source, line, 1, "'columns' names '%.*s', but there is only %s",
				   (int)(want.len < 80 ? want.len : 80), want.data, found);
	}
	return FL_OK;
}

static fl_status check_needed(const fl_schema *schema, const bool *found, const fl_str *headers, size_t count,
			      const char *source, int64_t line, fl_error *err)
{
	if (schema == &fl_flower_schema)
		return found[FL_FLOWER_DREAM] ? FL_OK : missing("dream", headers, count, source, line, err);
	if (schema == &fl_earned_schema)
		return found[FL_FLOWER_GIVER] ? FL_OK : missing("giver", headers, count, source, line, err);
	if (schema == &fl_partner_schema)
		return found[FL_PARTNER_ID] || found[FL_PARTNER_NAME] ? FL_OK
								       : missing("name", headers, count, source, line, err);
	if (schema == &fl_alias_schema)
		return !found[FL_ALIAS_NAME]	? missing("name", headers, count, source, line, err)
		       : found[FL_ALIAS_ALIAS]	? FL_OK
						: missing("alias", headers, count, source, line, err);
	if (!found[FL_DREAM_ID])
		return missing("id", headers, count, source, line, err);
	if (!found[FL_DREAM_TITLE] && !found[FL_DREAM_BODY])
		return missing("title", headers, count, source, line, err);
	return found[FL_DREAM_REQUEST] ? FL_OK : missing("request", headers, count, source, line, err);
}

fl_status fl_columns_find(const fl_schema *schema, const fl_str *headers, size_t count, const fl_input *input,
			  const fl_currency *currency, const char *source, int64_t line, const fl_listener *findings,
			  fl_column *columns, fl_error *err)
{
	bool found[FL_FIELDS_MAX];
	fl_error inner = FL_ERROR_INIT;

	FL_TRY(fl_columns_check_mapping(schema, input, err));
	for (size_t c = 0; c < count; c++)
		if (fl_column_classify(schema, headers[c], input, currency, &columns[c], &inner) != FL_OK)
			return fl_error_at(err, inner.status, source, line, 1, "%s", inner.message);
	FL_TRY(check_mapped(headers, count, input, source, line, err));
	FL_TRY(check_fields(schema, headers, count, columns, source, line, found, err));
	FL_TRY(check_needed(schema, found, headers, count, source, line, err));
	for (size_t c = 0; c < count; c++) {
		bool used = columns[c].ignored;
		for (size_t i = 0; i < input->num_only; i++)
			used = used || fl_str_eq(fl_str_trim(headers[c]), fl_str_trim(input->only[2 * i]));
		for (size_t h = 0; h < columns[c].num_hits; h++) {
			size_t rank, rival,
			    best = best_column(columns, count, columns[c].hits[h].field, &rank, &rival);
			used = used || best == c || columns[c].hits[h].rank < FL_RANK_STRONG;
		}
		if (!used)
			fl_column_report_unknown(schema, headers[c], source, line, 0, findings);
	}
	return FL_OK;
}
