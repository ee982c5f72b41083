/* SPDX-License-Identifier: Apache-2.0
 *
 * policy_words.c - what the policies of round.json are called.
 */
#include "report/policy_words.h"

#include "base/str.h"

/* By fl_policy_kind; the own model last. */
static const struct {
	const char *name, *zh;
} titles[] = {
	{ "support", "小红花最大化" },	 { "tranches", "分段递减" },  { "coverage", "先保最低比例" },
	{ "proportional", "按小红花比例" }, { "quadratic", "平方资助" }, { "equal-shares", "均等份额法" },
	{ "greedy", "依次拨付" },	 { "model", "自建模型" },
};

const char *fl_policy_title_of(fl_lang lang, fl_str name)
{
	bool own = fl_str_starts(name, FL_STR("model:"));
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (own ? strcmp(titles[i].name, "model") == 0 : fl_str_eqz(name, titles[i].name))
			return lang == FL_LANG_ZH ? titles[i].zh : titles[i].name;
	return NULL;
}

void fl_policy_say_name(fl_buf *out, fl_lang lang, fl_str name)
{
	const char *title = lang == FL_LANG_ZH ? fl_policy_title_of(lang, name) : NULL;
	if (!title) {
		fl_buf_str(out, name);
		return;
	}
	fl_buf_puts(out, title);
	fl_buf_puts(out, "（");
	fl_buf_str(out, name);
	fl_buf_puts(out, "）");
}

void fl_policy_say(fl_buf *out, fl_lang lang, const fl_policy *policy)
{
	fl_policy_say_name(out, lang, fl_policy_label(policy));
}
