/* SPDX-License-Identifier: Apache-2.0
 *
 * personal.c - personal data inside texts, by its form.
 *
 * The text is folded into glyphs: full-width forms become ASCII, Chinese and mathematical digits become digits, what nobody sees is left
 * out. At each glyph the recognisers are asked in turn; the first that knows what begins there says where it ends. Numbers are read as groups of
 * digits with separators between them, and each form knows the groupings in which people write it. Every glyph is looked at a
 * bounded number of times.
 */
#include "report/personal.h"

#include "base/str.h"

enum { GROUPS_MAX = 6, DIGITS_MAX = 24, LINK_MAX = 14 };

typedef struct scan {
	const fl_glyph *text;
	size_t len;
} scan;

/* ---- folding -------------------------------------------------------------------------------------------------------- */

static bool unseen(int32_t c)
{
	return c == 0xad || c == 0x180e || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff;
}

static int32_t fold(int32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;
	if (c >= 'A' && c <= 'Z')
		return c + 32;
	if (c == 0x3000 || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f)
		return ' ';
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xb7 || c == 0x30fb || c == 0x30fc)
		return '-';
	if (c >= 0x1d7ce && c <= 0x1d7ff)
		return '0' + (c - 0x1d7ce) % 10;
	return c;
}

/* -1: none. */
static int han_digit(int32_t c)
{
	static const int32_t digits[] = { 0x96f6, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d };
	for (int d = 0; d < 10; d++)
		if (c == digits[d])
			return d;
	return c == 0x3007 ? 0 : c == 0x5e7a ? 1 : -1; /* 〇, 幺 */
}

static bool is_digit(int32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(int32_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool take(fl_personal *p, fl_str text)
{
	p->text.len = 0;
	for (size_t i = 0; i < text.len;) {
		fl_glyph g = { .from = (uint32_t)i };
		int32_t c = fl_utf8_next(text, &i);
		g.to = (uint32_t)i;
		g.c = fold(c);
		if (!unseen(c) && !fl_vec_push(&p->text, g))
			return false;
	}
	return true;
}

/* ---- numbers -------------------------------------------------------------------------------------------------------- */

typedef struct number { /* groups of digits, one to three separators between them */
	char digits[DIGITS_MAX + 1];
	int sizes[GROUPS_MAX];
	size_t ends[GROUPS_MAX]; /* glyphs */
	int groups, total;
} number;

static int digit_at(const scan *s, size_t i, bool han)
{
	if (i >= s->len)
		return -1;
	return han ? han_digit(s->text[i].c) : is_digit(s->text[i].c) ? (int)(s->text[i].c - '0') : -1;
}

static bool is_separator(int32_t c)
{
	return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '_';
}

/* One more group; false: there is none, or it is too long for any number that is looked for. */
static bool read_group(const scan *s, size_t *at, bool han, number *n)
{
	size_t i = *at;
	int size = 0, d;
	for (; (d = digit_at(s, i, han)) >= 0; i++, size++)
		if (n->total + size < DIGITS_MAX)
			n->digits[n->total + size] = (char)('0' + d);
	if (size == 0 || n->total + size > DIGITS_MAX)
		return false;
	n->total += size;
	n->sizes[n->groups] = size;
	n->ends[n->groups++] = i;
	*at = i;
	return true;
}

static void read_number(const scan *s, size_t at, bool han, number *n)
{
	*n = (number){ .groups = 0 };
	while (n->groups < GROUPS_MAX && read_group(s, &at, han, n))
		for (int k = 0; k < 3 && at < s->len && is_separator(s->text[at].c); k++)
			at++;
}

/* The digits of the first 'groups' groups. */
static int sum(const number *n, int groups)
{
	int total = 0;
	for (int g = 0; g < groups; g++)
		total += n->sizes[g];
	return total;
}

static int value(const char *digits, int count)
{
	int v = 0;
	for (int i = 0; i < count; i++)
		v = 10 * v + (digits[i] - '0');
	return v;
}

static bool is_month_day(const char *digits)
{
	int month = value(digits, 2), day = value(digits + 2, 2);
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* 17 digits and a check character, or 15 digits. */
static size_t identity(const scan *s, const number *n)
{
	for (int g = 1; g <= n->groups; g++) {
		int total = sum(n, g), year = total >= 10 ? value(n->digits + 6, 4) : 0;
		size_t end = n->ends[g - 1];
		bool x = end < s->len && s->text[end].c == 'x';
		if (n->digits[0] != '0' && (total == 18 || (total == 17 && x)) && year >= 1850 && year < 2100 && is_month_day(n->digits + 10))
			return end + (total == 17);
		if (g == 1 && total == 15 && n->digits[0] != '0' && n->digits[0] != '9' && is_month_day(n->digits + 8))
			return end;
	}
	return 0;
}

/* ISO/IEC 7812: every second digit from the right doubled, digits of the result added. */
static bool has_check_digit(const char *digits, int count)
{
	int total = 0;
	for (int i = 0; i < count; i++) {
		int d = (digits[count - 1 - i] - '0') << (i % 2);
		total += d > 9 ? d - 9 : d;
	}
	return total % 10 == 0;
}

static size_t account(const number *n)
{
	for (int g = 1; g <= n->groups; g++) {
		int total = sum(n, g);
		bool fours = true;
		for (int k = 0; k + 1 < g; k++)
			fours = fours && n->sizes[k] == 4;
		if (total >= 16 && total <= 19 && fours && strchr("3456", n->digits[0]) && has_check_digit(n->digits, total))
			return n->ends[g - 1];
	}
	return 0;
}

static bool sizes_are(const number *n, int from, const char *sizes) /* "344" */
{
	int k = 0;
	for (; sizes[k]; k++)
		if (from + k >= n->groups || n->sizes[from + k] != sizes[k] - '0')
			return false;
	return true;
}

static bool is_mobile(const char *digits)
{
	return digits[0] == '1' && digits[1] >= '3';
}

static size_t mobile(const number *n)
{
	static const char *const forms[] = { "344", "38", "74", NULL };
	bool country = n->groups > 1 && ((n->sizes[0] == 2 && strncmp(n->digits, "86", 2) == 0) || (n->sizes[0] == 4 && strncmp(n->digits, "0086", 4) == 0));
	int from = country ? 1 : 0, skip = country ? n->sizes[0] : 0;
	if (n->groups == 0)
		return 0;
	if (n->sizes[0] == 13 && strncmp(n->digits, "86", 2) == 0 && is_mobile(n->digits + 2))
		return n->ends[0];
	if (n->sizes[0] == 15 && strncmp(n->digits, "0086", 4) == 0 && is_mobile(n->digits + 4))
		return n->ends[0];
	if (n->total - skip < 11 || !is_mobile(n->digits + skip))
		return 0;
	if (n->sizes[from] == 11)
		return n->ends[from];
	for (int f = 0; forms[f]; f++)
		if (sizes_are(n, from, forms[f]))
			return n->ends[from + (int)strlen(forms[f]) - 1];
	return 0;
}

/* How many digits an area code has that begins here, without its 0; 0: it is none. */
static int area_code(const char *digits)
{
	if (digits[0] == '1')
		return digits[1] == '0' ? 2 : 0;
	return digits[0] == '2' && is_digit(digits[1]) ? 2 : digits[0] >= '3' && digits[0] <= '9' ? 3 : 0;
}

/* "-803", "转803" */
static size_t extension(const scan *s, size_t end)
{
	size_t i = end;
	int digits = 0;
	if (i < s->len && (s->text[i].c == '-' || s->text[i].c == 0x8f6c || s->text[i].c == 0x8f49))
		for (i++; digit_at(s, i, false) >= 0; i++)
			digits++;
	return digits >= 1 && digits <= 6 ? i : end;
}

static size_t landline(const scan *s, const number *n)
{
	bool country = n->groups > 1 && n->sizes[0] == 2 && strncmp(n->digits, "86", 2) == 0, zero = n->digits[0] == '0';
	int from = country ? 1 : 0, skip = country ? 2 : zero ? 1 : 0;
	if (n->groups == 0 || (!country && !zero) || n->total < skip + 9)
		return 0;
	int area = area_code(n->digits + skip), code = area + (country ? 0 : 1);
	for (int g = from + 1; area > 0 && g <= n->groups; g++) {
		int local = sum(n, g) - skip - area;
		bool whole = g == from + 1, apart = n->sizes[from] == code; /* area code and number in one, or the code alone */
		if ((whole || apart) && (local == 7 || local == 8))
			return extension(s, n->ends[g - 1]);
	}
	return 0;
}

/* 400 and 800 numbers in parts: whole they are amounts, too. */
static size_t service(const number *n)
{
	if (n->groups < 2 || (strncmp(n->digits, "400", 3) != 0 && strncmp(n->digits, "800", 3) != 0) || n->sizes[0] > 4)
		return 0;
	for (int g = 2; g <= n->groups && g <= 4; g++)
		if (sum(n, g) == 10)
			return n->ends[g - 1];
	return 0;
}

/* ---- words that announce something ---------------------------------------------------------------------------------- */

static const char *const phone_words[] = { "电话", "電話", "手机", "手機", "座机",     "座機",	"热线", "熱線",	 "传真",   "傳真",  "联系方式",
					   "聯繫方式", "致电", "拨打", "号码", "phone", "mobile", "tel",	 "fax",	 "call", "hotline", NULL };
static const char *const chat_words[] = { "微信", "薇信", "威信", "v信", "wechat", "weixin", "vx", "wx", "qq", "扣扣", "企鹅", NULL };

/* Does any of the words begin so? Nearly always not, which saves the looking. */
static bool begins_word(int32_t c)
{
	switch (c) {
	case 'c':
	case 'f':
	case 'h':
	case 'm':
	case 'p':
	case 'q':
	case 't':
	case 'v':
	case 'w':
	case 0x4f01:
	case 0x4f20:
	case 0x50b3:
	case 0x53f7:
	case 0x5a01:
	case 0x5ea7:
	case 0x5fae:
	case 0x624b:
	case 0x6263:
	case 0x62e8:
	case 0x70ed:
	case 0x71b1:
	case 0x7535:
	case 0x8054:
	case 0x806f:
	case 0x81f4:
	case 0x8587:
	case 0x96fb: /* 企传傳号威座微手扣拨热熱电联聯致薇電 */
		return true;
	default:
		return false;
	}
}

/* How many glyphs of the word stand here, 0: not this word. */
static size_t word_at(const scan *s, size_t at, const char *word)
{
	fl_str text = fl_str_of(word);
	size_t n = 0;
	for (size_t i = 0; i < text.len; n++)
		if (at + n >= s->len || s->text[at + n].c != fl_utf8_next(text, &i))
			return 0;
	bool latin = is_letter((unsigned char)word[0]);
	return latin && at > 0 && is_letter(s->text[at - 1].c) ? 0 : n;
}

static size_t announced(const scan *s, size_t at, const char *const *words)
{
	for (; begins_word(s->text[at].c) && *words; words++) {
		size_t n = word_at(s, at, *words);
		if (n > 0)
			return n;
	}
	return 0;
}

/* May stand between "微信" and what is announced; 'strong': it says that something comes. */
static bool links(int32_t c, bool *strong)
{
	static const char marks[] = ":./=+()[]\"',-#";
	static const int32_t words[] = { 0x53f7, 0x865f, 0x7801, 0x78bc, 0x7fa4, 0x662f, 0x4e3a, 0x52a0, 0x6211, 0x7684, 0x540c, 0x5e10, 0x8d26,
					 0x300c, 0x300e, 0x201c, 0x2018, 0x3010, 0xfe55, 0 }; /* 号號码碼群是为加我的同帐账「『“‘【﹕ */
	if (c == ' ')
		return true;
	bool yes = c < 0x80 && c > 0 && strchr(marks, (int)c);
	for (const int32_t *w = words; *w; w++)
		yes = yes || c == *w;
	*strong = *strong || yes;
	return yes;
}

static size_t skip_link(const scan *s, size_t at, bool *strong)
{
	size_t i = at;
	*strong = false;
	while (i < s->len && i < at + LINK_MAX && links(s->text[i].c, strong))
		i++;
	if (i + 1 < s->len && s->text[i].c == 'i' && s->text[i + 1].c == 'd' && (i + 2 == s->len || !is_letter(s->text[i + 2].c))) {
		*strong = true; /* "wechat id: ..." */
		for (i += 2; i < s->len && i < at + 2 * LINK_MAX && links(s->text[i].c, strong);)
			i++;
	}
	return i;
}

static bool of_id(int32_t c)
{
	return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

/* Where the id behind a word of chat ends, and in *ret_from where it begins; 0: there is none. */
static size_t chat(const scan *s, size_t at, size_t *ret_from)
{
	size_t word = announced(s, at, chat_words), from, end;
	bool strong, digits = false;
	if (word == 0)
		return 0;
	*ret_from = from = end = skip_link(s, at + word, &strong);
	for (; end < s->len && of_id(s->text[end].c); end++)
		digits = digits || !is_letter(s->text[end].c);
	size_t size = end - from;
	bool latin = is_letter(s->text[at].c), joined = from == at + word;
	if (size < 5 || size > 30 || (joined && latin && !digits))
		return 0; /* "qqmail" is a word */
	return digits || strong || (joined && size > 5) ? end : 0;
}

/* 7 to 13 digits behind a word for telephones. */
static size_t announced_number(const scan *s, size_t at, size_t *ret_from)
{
	size_t word = announced(s, at, phone_words);
	bool strong;
	number n;
	if (word == 0)
		return 0;
	*ret_from = skip_link(s, at + word, &strong);
	read_number(s, *ret_from, false, &n);
	if (n.groups == 0)
		read_number(s, *ret_from, true, &n);
	for (int g = n.groups; g > 0; g--) {
		int total = sum(&n, g);
		if (total >= 7 && total <= 13)
			return extension(s, n.ends[g - 1]);
	}
	return 0;
}

/* ---- e-mail --------------------------------------------------------------------------------------------------------- */

static bool of_local(int32_t c)
{
	return is_letter(c) || is_digit(c) || (c > 0 && c < 0x80 && strchr(".%+-_", (int)c));
}

/* Past "@", " @ ", "(at)", "[at]"; 0: nothing of them stands here. */
static size_t at_sign(const scan *s, size_t i)
{
	i += i < s->len && s->text[i].c == ' ';
	if (i < s->len && s->text[i].c == '@')
		i++;
	else if (word_at(s, i, "(at)") || word_at(s, i, "[at]"))
		i += 4;
	else
		return 0;
	return i + (i < s->len && s->text[i].c == ' ');
}

static size_t email(const scan *s, size_t at)
{
	size_t i = at, label = 0, end = 0;
	if (at > 0 && of_local(s->text[at - 1].c))
		return 0; /* it began before */
	while (i < s->len && of_local(s->text[i].c))
		i++;
	if (i == at || (i = at_sign(s, i)) == 0)
		return 0;
	for (bool dots = false;; i++) {
		int32_t c = i < s->len ? s->text[i].c : 0;
		if (is_letter(c) || is_digit(c) || c == '-') {
			label++;
			end = dots ? i + 1 : end;
		} else if (c == '.' && label > 0) {
			dots = true;
			label = 0;
		} else {
			return end;
		}
	}
}

/* ---- all of them ---------------------------------------------------------------------------------------------------- */

static size_t find_number(const scan *s, size_t at, fl_personal_kind *kind)
{
	bool han = han_digit(s->text[at].c) >= 0;
	number n;
	size_t end;
	if ((!han && !is_digit(s->text[at].c)) || (at > 0 && digit_at(s, at - 1, han) >= 0))
		return 0;
	read_number(s, at, han, &n);
	*kind = FL_PERSONAL_IDENTITY;
	if ((end = identity(s, &n)) > 0)
		return end;
	*kind = FL_PERSONAL_PHONE;
	if ((end = mobile(&n)) > 0 || (end = landline(s, &n)) > 0 || (end = service(&n)) > 0)
		return end;
	*kind = FL_PERSONAL_ACCOUNT;
	return account(&n);
}

/* What begins at this glyph, or is announced by a word there: it stands from *from to the answer; 0: nothing. */
static size_t find(const scan *s, size_t at, size_t *from, fl_personal_kind *kind)
{
	size_t end;
	*from = at;
	*kind = FL_PERSONAL_EMAIL;
	if (of_local(s->text[at].c) && (end = email(s, at)) > 0)
		return end;
	if ((end = find_number(s, at, kind)) > 0)
		return end;
	*kind = FL_PERSONAL_CHAT;
	if ((end = chat(s, at, from)) > 0)
		return end;
	*kind = FL_PERSONAL_PHONE;
	return announced_number(s, at, from);
}

static const char *const put[FL_PERSONAL_KINDS][2] = {
	[FL_PERSONAL_NONE] = { "", "" },
	[FL_PERSONAL_EMAIL] = { "[e-mail removed]", "［邮箱已隐去］" },
	[FL_PERSONAL_PHONE] = { "[phone removed]", "［电话已隐去］" },
	[FL_PERSONAL_IDENTITY] = { "[identity number removed]", "［证件号已隐去］" },
	[FL_PERSONAL_CHAT] = { "[chat account removed]", "［微信或QQ号已隐去］" },
	[FL_PERSONAL_ACCOUNT] = { "[bank account removed]", "［银行账号已隐去］" },
};

void fl_personal_hide(fl_personal *p, fl_lang lang, fl_str text, fl_buf *out)
{
	size_t shown = 0;
	if (!take(p, text)) {
		out->status = FL_ENOMEM;
		return;
	}
	scan s = { p->text.items, p->text.len };
	for (size_t i = 0; i < s.len;) {
		fl_personal_kind kind;
		size_t from, end = find(&s, i, &from, &kind);
		if (end == 0) {
			i++;
			continue;
		}
		fl_buf_str(out, fl_str_slice(text, shown, s.text[from].from));
		fl_buf_puts(out, put[kind][lang]);
		shown = s.text[end - 1].to;
		p->hidden++;
		i = end;
	}
	fl_buf_str(out, fl_str_slice(text, shown, text.len));
}

bool fl_personal_in(fl_personal *p, fl_str text, fl_personal_kind *ret)
{
	*ret = FL_PERSONAL_NONE;
	if (!take(p, text))
		return false;
	scan s = { p->text.items, p->text.len };
	for (size_t i = 0; i < s.len; i++) {
		fl_personal_kind kind;
		size_t from;
		if (find(&s, i, &from, &kind) > 0) {
			*ret = kind;
			return true;
		}
	}
	return true;
}

void fl_personal_release(fl_personal *p)
{
	fl_vec_release(&p->text);
}
