/* SPDX-License-Identifier: Apache-2.0
 *
 * place.c - place words: the provinces and prefecture-level cities of China, and whatever stands before 县, 村, 路 …
 *
 * This is no gazetteer: 2,800 counties and 600,000 villages are recognised by the word behind their name. A stretch
 * taken for a place by mistake costs a reviewer a look; the pair would have been shown for its differing words
 * anyway. The text is in the matching form, so traditional characters are already simplified.
 */
#include "dedup/place.h"

#include "base/str.h"

#include <string.h>

#define REACH 3 /* pieces that a name may reach over the end of a stretch */
#define HAN   3 /* bytes of a Han character of these lists */
#define WORD  (2 * HAN)

/* Two characters each, province by province; prefectures, cities and what people call them. */
static const char short_names[] =
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 四川 贵州 "
    "云南 陕西 甘肃 青海 西藏 宁夏 新疆 香港 澳门 台湾 内蒙 黑龙 "
    "石家 唐山 秦皇 邯郸 邢台 保定 张家 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 "
    "呼和 包头 乌海 赤峰 通辽 鄂尔 呼伦 巴彦 乌兰 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 "
    "葫芦 长春 四平 辽源 通化 白山 松原 白城 延边 哈尔 齐齐 鸡西 鹤岗 双鸭 大庆 伊春 佳木 七台 牡丹 黑河 绥化 南京 "
    "无锡 徐州 常州 苏州 南通 连云 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 "
    "丽水 合肥 芜湖 蚌埠 淮南 马鞍 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 "
    "漳州 南平 龙岩 宁德 南昌 景德 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 "
    "济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门 南阳 "
    "商丘 信阳 周口 驻马 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 "
    "岳阳 常德 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 "
    "阳江 清远 东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 "
    "三亚 三沙 儋州 成都 自贡 攀枝 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 "
    "甘孜 凉山 贵阳 六盘 遵义 安顺 毕节 铜仁 黔西 黔东 黔南 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 "
    "西双 大理 德宏 怒江 迪庆 拉萨 昌都 林芝 山南 日喀 那曲 阿里 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 "
    "兰州 嘉峪 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南 西宁 海东 海北 黄南 果洛 玉树 海西 银川 "
    "石嘴 吴忠 固原 中卫 乌鲁 克拉 吐鲁 哈密 昌吉 博尔 巴音 阿克 克孜 喀什 和田 伊犁 塔城 台北 高雄 台中 台南 新竹 ";

/* What a place is called, behind its name. */
static const char endings[] = "省市州县区旗盟镇乡村庄屯寨街路巷道湾岛";

/* Ends like a place and is none. */
static const char common[] =
    "乡村 农村 山村 渔村 城市 都市 超市 夜市 股市 门市 上市 地区 社区 小区 山区 校区 市区 灾区 "
    "牧区 郊区 城区 景区 园区 病区 街区 片区 新区 老区 家乡 故乡 下乡 返乡 城乡 他乡 思乡 水乡 "
    "一路 道路 公路 铁路 马路 修路 通路 电路 线路 网路 上路 走路 回路 思路 出路 之路 村庄 山寨 "
    "街道 通道 管道 渠道 报道 知道 味道 跑道 隧道 车道 步道 轨道 人道 大道 盲道 河道 频道 赛道 "
    "全村 全县 全市 全省 全区 全镇 全乡 本村 本县 本市 本省 本区 各村 各县 各市 各省 各区 我市 "
    "我县 我省 我区 我镇 我乡 我村 该村 该县 该市 该区 大街 逛街 上街 沿街 临街 联盟 锦旗 红旗 "
    "国旗 海岛 半岛 港湾 海湾 ";

/* The bytes of the pieces [from, to) when they are wide characters that touch; else "". */
static fl_str wide_run(const fl_pieces *p, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (p->items[i].kind != FL_PIECE_WIDE || (i > from && p->items[i].begin != p->items[i - 1].end))
			return FL_STR("");
	return from < to ? fl_str_slice(p->text, p->items[from].begin, p->items[to - 1].end) : FL_STR("");
}

/* Is the word one of a list of words of two Han characters with a blank behind each? */
static bool listed(const char *list, size_t size, fl_str word)
{
	for (size_t at = 0; word.len == WORD && at + WORD < size; at += WORD + 1)
		if (memcmp(list + at, word.data, WORD) == 0)
			return true;
	return false;
}

static bool is_ending(const fl_pieces *p, size_t i)
{
	fl_str c = i < p->len ? wide_run(p, i, i + 1) : FL_STR("");

	for (size_t at = 0; c.len == HAN && at + HAN < sizeof endings; at += HAN)
		if (memcmp(endings + at, c.data, HAN) == 0)
			return true;
	return false;
}

static bool touches(const fl_pieces *p, size_t i) /* i and i + 1 */
{
	return i + 1 < p->len && p->items[i].end == p->items[i + 1].begin;
}

static bool is_letter_alone(const fl_pieces *p, size_t i)
{
	return p->items[i].kind == FL_PIECE_LETTERS && p->items[i].end - p->items[i].begin == 1;
}

/* A code: one letter, perhaps a number, and an ending: A7县. */
static bool code_at(const fl_pieces *p, size_t i, size_t *ret_end)
{
	if (!is_letter_alone(p, i) || !touches(p, i))
		return false;
	i++;
	if (p->items[i].kind == FL_PIECE_NUMBER && touches(p, i))
		i++;
	*ret_end = i + 1;
	return is_ending(p, i);
}

/* Does a name end with the ending at i that has a piece of [from, to) among the two characters before it? */
static bool named_before(const fl_pieces *p, size_t i, size_t from, size_t to)
{
	size_t begin = i >= 2 ? i - 2 : 0;

	if (i == 0 || listed(common, sizeof common, wide_run(p, i - 1, i + 1)) ||
	    (i + 2 <= p->len && listed(common, sizeof common, wide_run(p, i, i + 2))))
		return false;
	while (begin < i && wide_run(p, begin, i + 1).len == 0)
		begin++;
	return begin < i && begin < to && i >= from;
}

bool fl_place_in(const fl_pieces *p, size_t from, size_t to)
{
	size_t end, first = from > REACH ? from - REACH : 0, last = to + REACH < p->len ? to + REACH : p->len;

	for (size_t i = first; i < to; i++) {
		if (code_at(p, i, &end) && end > from)
			return true;
		if (i + 2 <= p->len && i + 2 > from && listed(short_names, sizeof short_names, wide_run(p, i, i + 2)))
			return true;
	}
	for (size_t i = from; i < last; i++)
		if (is_ending(p, i) && named_before(p, i, from, to))
			return true;
	return false;
}
