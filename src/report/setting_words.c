/* SPDX-License-Identifier: Apache-2.0
 *
 * setting_words.c - what the members of round.json are called.
 */
#include "report/setting_words.h"

#include "base/str.h"

static const struct {
	const char *name, *zh;
} settings[] = {
	{ "title", "标题" },	       { "currency", "币种" },	     { "time_zone", "时区" },	     { "dreams", "梦想文件" },
	{ "flowers", "小红花文件" },   { "earned", "获得的小红花" }, { "partners", "合作方" },	     { "rules", "规则包" },
	{ "duplicates", "重复判断" },  { "eligibility", "资格" },    { "tally", "小红花的计算" },    { "threshold", "门槛" },
	{ "policy", "分配政策" },      { "pools", "资金池" },	     { "groups", "分组" },	     { "exclusive", "互斥" },
	{ "organisations", "机构名称" }, { "matching", "匹配" },     { "decisions", "评审决定的规则" }, { "approval", "批准" },
	{ "follow", "拨付与反馈" },    { "public", "公开内容" },     { "funder", "资助方" },	     { "scenarios", "假设分析" },
};

void fl_setting_say(fl_buf *out, fl_lang lang, fl_str name)
{
	const char *zh = NULL;
	for (size_t i = 0; lang == FL_LANG_ZH && !zh && i < sizeof settings / sizeof *settings; i++)
		if (fl_str_eqz(name, settings[i].name))
			zh = settings[i].zh;
	if (!zh) {
		fl_buf_str(out, name);
		return;
	}
	fl_buf_puts(out, zh);
	fl_buf_puts(out, "（");
	fl_buf_str(out, name);
	fl_buf_puts(out, "）");
}
