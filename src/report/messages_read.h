/* SPDX-License-Identifier: Apache-2.0
 *
 * messages_read.h - what is found while files are read (rows, columns, bytes), in Chinese. How a line is written: message.h.
 */
#ifndef FL_REPORT_MESSAGES_READ_H
#define FL_REPORT_MESSAGES_READ_H

/* clang-format off */
#define FL_MESSAGES_READ(X) \
	X("the dream has no id", "该梦想没有编号") \
	X("an id of more than %d bytes", "编号超过 {0} 字节") \
	X("a control character in the id", "编号中有控制字符") \
	X("id '%.*s' stands in line %zu already", "编号“{0}”已在第 {1} 行出现") \
	X("id '%.*s' stands in a file before this one", "编号“{0}”已在前一个文件中出现") \
	X("a control character in '%s'", "“{0}”中有控制字符") \
	X("more than %zu bytes in '%s'", "“{1}”超过 {0} 字节") \
	X("more than %d bytes in '%s'", "“{1}”超过 {0} 字节") \
	X("currency '%.*s' is not the round's, which is %s", "币种“{0}”不是本轮的币种（{1}）") \
	X("a request of nothing", "申请金额为零") \
	X("'%.*s' is no whole number of flowers", "“{0}”不是小红花的整数朵数") \
	X("'%.*s' is no date or time (such as 2026-09-05 08:00)", "“{0}”不是日期或时间（应如 2026-09-05 08:00）") \
	X("'%s' has the form of a unified social credit code, but was never given as one: its last character does not fit the others", "“{0}”形似统一社会信用代码，但不会是真实代码：末位校验码与其余各位不符") \
	X("the dream has neither a title nor a body", "该梦想既无标题也无正文") \
	X("from here on there are times of another zone, or without one; each is taken as it is written", "从此行起，时间属另一时区或未注明时区；均按所写读取") \
	X("nobody has earned this", "没有写明由谁获得") \
	X("the flower names no dream", "该小红花未指明梦想") \
	X("'%.*s' is no %s", "“{0}”不是{1:m}") \
	X("amount that can be taken", "可用的金额") \
	X("whole number of flowers", "小红花的整数朵数") \
	X("more than %lld flowers in one row", "单行超过 {0} 朵小红花") \
	X("no flower at all", "一朵小红花也没有") \
	X("the last line has no line end: is the file cut off?", "最后一行没有换行符：文件是否不完整？") \
	X("'%.*s' must be text, a number or null", "“{0}”须为文字、数字或 null") \
	X("two keys for '%s'", "“{0}”对应两个键") \
	X("the line is no JSON object", "该行不是 JSON 对象") \
	X("the partner has neither a name nor an id", "该合作方既无名称也无编号") \
	X("an id, or a name that is one, of more than %d bytes", "编号（或用作编号的名称）超过 {0} 字节") \
	X("partner '%.*s' stands in line %zu already", "合作方“{0}”已在第 {1} 行出现") \
	X("partner '%.*s' stands in a file before this one", "合作方“{0}”已在前一个文件中出现") \
	X("'%.*s' is no number of dreams: a whole number from 0 on", "“{0}”不是梦想个数：须为不小于 0 的整数") \
	X("more than %lld dreams", "超过 {0} 个梦想") \
	X("a control character in a %s", "{0:m}中有控制字符") \
	X("it wants %lld dreams at least and can take %lld", "至少要 {0} 个梦想，却只能承接 {1} 个") \
	X("every cell of the row is empty", "该行每个单元格都为空") \
	X("the row has %zu fields, the header has %zu", "该行有 {0} 个字段，表头有 {1} 个") \
	X("the row has another number of fields than the header", "该行的字段数与表头不同") \
	X("a byte that belongs to no character", "有不属于任何字符的字节") \
	X("a quote that is neither at the ends of a field nor doubled", "引号既不在字段两端，也未成对重写") \
	X("read as gb18030, as stated, but the bytes are well-formed UTF-8", "按所注明的 gb18030 读取，但其字节是合规的 UTF-8") \
	X("read as %s, judged by its bytes", "根据字节判断，按 {0} 读取") \
	X("'columns' names the key '%.*s', which no line has", "“columns”中的键“{0}”在各行中均不存在") \
	X("'only' leaves out %lld of %lld rows; here the first: %s", "按“only”不计入 {1} 行中的 {0} 行；此处为第一行：{2:m}") \
	X("'%.*s' is '%.*s'", "“{0}”为“{1}”") \
	X("the file has no %s", "文件中没有{0:m}") \
	X("more than %d %ss, or a %s of more than %d bytes", "{1:m}超过 {0} 个，或某个{2:m}超过 {3} 字节") \
	X("column '%s' is not used, did you mean '%.*s'?", "未使用列“{0}”，是否指“{1}”？") \
	X("column '%s' is not used", "未使用列“{0}”") \
	X("the file says %lld %s, its ballots give %lld", "文件写明 {0} {1:m}，按选票计为 {2}") \
	X("META says %s '%.*s', there are %zu", "META 写明 {0} 为“{1}”，实为 {2}") \
	X("the file has no ballots: its published totals stand unchecked", "文件没有选票：公布的总数未经核对") \
	X("the ballot names '%.*s', which is no project", "选票中的“{0}”不是任何项目") \
	X("'%.*s' has no whole number of points beside it", "“{0}”旁没有整数分值") \
	X("a voter of more than 1000 bytes", "投票人编号超过 1000 字节") \
	X("more points than names on the ballot", "选票上分值多于项目") \
	X("the id of a project must have 1 to %d plain characters", "项目编号须为 1 至 {0} 个普通字符") \
	X("project '%.*s' stands twice", "项目“{0}”出现两次") \
	X("a project that costs nothing", "项目费用为零") \
	X("'votes' is no whole number", "“votes”不是整数") \
	X("'score' is no whole number", "“score”不是整数") \
	X("more than %u bytes of text", "文字超过 {0} 字节") \
	X("%s in amount '%.*s%s'", "金额“{1}{2}”：{0:m}") \
	X("nothing", "无内容") \
	X("bytes that are no text", "有不是文字的字节") \
	X("too many characters", "字符过多") \
	X("a currency that is not the round's", "币种不是本轮的币种") \
	X("the currency twice", "币种出现两次") \
	X("more than can be counted", "数额过大，无法计数") \
	X("a misplaced thousands separator", "千位分隔符位置不对") \
	X("a point without digits", "小数点后没有数字") \
	X("a separator after the decimal point", "小数点后有分隔符") \
	X("a fraction of the smallest unit", "小于最小货币单位") \
	X("no plain number", "不是普通数字") \
	X("an exponent", "用了指数写法") \
	X("less than nothing", "小于零") \
	X("no number", "不是数字") \
	X("the text ends too early", "文字提前结束") \
	X("a digit is missing", "缺少数字") \
	X("a number must not begin with 0", "数字不能以 0 开头") \
	X("a digit is missing after the point", "小数点后缺少数字") \
	X("a digit is missing in the exponent", "指数缺少数字") \
	X("an unknown escape in a string", "字符串中有未知的转义") \
	X("\\u needs four hexadecimal digits", "\\u 后须有四位十六进制数字") \
	X("half of a surrogate pair", "代理对不完整") \
	X("a control character in a string", "字符串中有控制字符") \
	X("a NUL character in a key", "键中有 NUL 字符") \
	X("a key in double quotes is missing", "缺少双引号中的键") \
	X("':' is missing after a key", "键后缺少“:”") \
	X("nested deeper than 64", "嵌套超过 64 层") \
	X("',' or '}' is missing", "缺少“,”或“}”") \
	X("',' or ']' is missing", "缺少“,”或“]”") \
	X("a ',' with nothing after it", "“,”之后没有内容") \
	X("a string needs double quotes", "字符串须用双引号") \
	X("no JSON value", "不是 JSON 值") \
	X("something stands behind the value", "值后还有内容") \
	X("bytes that are not UTF-8", "有不是 UTF-8 的字节") \
	X("a second value for the key '%.*s'", "键“{0}”有两个值") \
	X("tag", "标签") \
	X("category", "类别") \
	X("region", "地区") \
	X("organisation", "机构") \
	X("id", "编号") \
	X("field", "领域") \
	X("wish", "意向") \
	X("exclusion", "排除项") \
	X("votes", "票") \
	X("points", "分") \
	X("dreams", "梦想") \
	X("flowers", "小红花") \
	X("partners", "合作方") \
	X("names of organisations", "机构名称") \
	X("earned flowers", "获得的小红花") \
	X("names of organisations", "机构名称") \
	X("a formula that no program has calculated: open the spreadsheet and save it again", "公式没有经任何程序计算：请打开表格并重新保存") \
	X("the formula of this cell gives an error", "该单元格的公式出错") \
	X("a number of more than 15 digits, of which a spreadsheet keeps 15: make the column text, and type it again", "数字超过 15 位，而表格只保留 15 位：请把该列设为文本并重新输入") \
	X("more than 10^15 minor units, which no round can divide", "超过 10^15 个最小货币单位，任何轮次都无法分配") \
	X("more than 10^15 flowers of one dream", "单个梦想超过 10^15 朵小红花") \
	X("%lld %s above the header %s text in one cell only and %s passed over: '%.*s'", "表头之上有 {0} 行只有一个单元格有文字，已略过：“{4}”{2:-}{3:-}") \
	X("%lld %s hidden in the spreadsheet, by hand or by a filter, and %s read like the others", "表格中有 {0} 行被手动或筛选隐藏，仍照常读取{2:-}") \
	X("%lld %s merged over several rows, of which only the first has the text; the first: %s", "有 {0} 组单元格跨行合并，只有首行有文字；第一组：{2}") \
	X("of %zu sheets the first, '%.*s', is read: say 'sheet' for another one", "共 {0} 个工作表，读取第一个“{1}”；如需另一个，请写明“sheet”")

#endif
