/* Florin: what the scripts of its pages share. The files of a page's script stand one after another inside one function
 * (html_frame.c); nothing is global, nothing is loaded. Text of dreams is only ever written as text, never as markup. */
const data = JSON.parse(document.getElementById('florin-data').textContent);
const W = data.words;
const chinese = data.lang === 'zh-CN';
const $ = (id) => document.getElementById(id);

/* ---- words and figures ---- */

/* "{0}" is argument 0, "{0:dream|dreams}" the word that goes with it: words.c fills in the same. */
const fill = (text, ...args) => text.replace(/\{(\d)(?::([^|}]*)\|([^}]*))?\}/g, (all, n, one, many) =>
	n >= args.length ? all : one === undefined ? args[n] : String(args[n]) === '1' ? one : many);
const group = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',');
const count = (n) => group(String(n));
function money(amount, always) { /* minor units, a number or a string of digits */
	const digits = String(amount).padStart(data.digits + 1, '0');
	const whole = group(digits.slice(0, digits.length - data.digits));
	const rest = digits.slice(digits.length - data.digits);
	return data.digits && (data.fractions || always) ? whole + '.' + rest : whole;
}
const currency = (text) => chinese && data.currency === 'CNY' ? text + '\u00a0元' : data.currency + '\u00a0' + text;
/* Control characters become visible; the same as the static part of the page does. */
const clean = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (c) =>
	c === '\u007f' ? '\u2421' : c > '\u007f' ? '\ufffd' : String.fromCharCode(0x2400 + c.charCodeAt(0)));
/* What amounts are counted in, where a head says it; brackets as the language writes them. */
const unitOfMoney = chinese && data.currency === 'CNY' ? '元' : data.currency;
const inBrackets = (text) => chinese ? '（' + text + '）' : ' (' + text + ')';
const colon = chinese ? '：' : ': ', comma = chinese ? '、' : ', ';
/* What two spellings of one word have in common, for searching: case, width, traditional characters, what is not seen. "folds" has the
 * traditional characters that can matter on this page (page_data.c). A table, because a search folds megabytes. */
const GONE = 0xffff, folds = new Uint16Array(0x10000), rare = new Map();
for (let pairs = [...data.folds], i = 0; i < pairs.length; i += 2)
	if (pairs[i].length + pairs[i + 1].length === 2) folds[pairs[i].charCodeAt(0)] = pairs[i + 1].charCodeAt(0);
	else rare.set(pairs[i], pairs[i + 1]);
for (const [from, to] of [[0xad, 0xad], [0x34f, 0x34f], [0x61c, 0x61c], [0x180b, 0x180f], [0x200b, 0x200f], [0x202a, 0x202e], [0x2060, 0x206f], [0xfe00, 0xfe0f], [0xfeff, 0xfeff]])
	folds.fill(GONE, from, to + 1); /* Default_Ignorable_Code_Point, Unicode */
function fold(text) {
	const plain = text.normalize('NFKC').toLowerCase();
	let out = '', from = 0;
	for (let i = 0; i < plain.length; i++) {
		const c = folds[plain.charCodeAt(i)];
		if (c === 0) continue;
		out += plain.slice(from, i) + (c === GONE ? '' : String.fromCharCode(c));
		from = i + 1;
	}
	out = from ? out + plain.slice(from) : plain;
	return out.replace(/[\ud800-\udbff][\udc00-\udfff]/g, (c) => c >= '\udb40' && c < '\udb44' ? '' : rare.get(c) || c); /* U+E0000 to U+E0FFF */
}

/* ---- building elements ---- */

function el(name, attributes, ...children) {
	const node = document.createElement(name);
	for (const [key, value] of Object.entries(attributes || {}))
		if (value === true) node.setAttribute(key, '');
		else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
	for (const child of children.flat())
		if (child !== null && child !== undefined && child !== '')
			node.append(child.nodeType ? child : document.createTextNode(String(child)));
	return node;
}
const bdi = (text, attributes) => el('bdi', Object.assign({ dir: 'auto' }, attributes), clean(text));
/* What rule packs call a tag in the language of the page; '' where they call it nothing. */
const tagNames = new Map(Object.entries(data.names || {}));
const nameOfTag = (tag) => tagNames.get(tag) || '';
function tagElement(tag) {
	const text = clean(tag), at = text.indexOf(':'), name = nameOfTag(tag);
	if (name) return el('span', { class: 'tag', title: text }, el('bdi', {}, clean(name)));
	const inner = at < 0 ? [text] : [el('span', { class: 'ns' }, text.slice(0, at + 1)), text.slice(at + 1)];
	return el('span', { class: 'tag' }, el('bdi', {}, inner));
}
/* On a phone a row of a table becomes a card (base.css): its cells get the names of their columns. Two columns with figures, or figures alone, have room. */
function named(table) {
	const heads = [...table.tHead.rows[0].cells];
	const figures = heads.filter((head) => head.classList.contains('num')).length;
	if (figures === heads.length || (figures && heads.length < 3)) return table;
	table.classList.add('cards');
	for (const row of table.tBodies[0].rows)
		[...row.cells].forEach((cell, i) => { if (cell.tagName === 'TD') cell.dataset.name = heads[i].textContent; });
	return table;
}
/* Heads that begin with '#' are numbers; a row with 'total' set is one. */
function table(caption, heads, rows) {
	const numeric = heads.map((h) => h.startsWith('#'));
	return el('div', { class: 'scroll' }, named(el('table', {},
		el('caption', { class: 'hidden' }, caption),
		el('thead', {}, el('tr', {}, heads.map((h, i) => el('th', { scope: 'col', class: numeric[i] ? 'num' : null }, h.replace(/^#/, ''))))),
		el('tbody', {}, rows.map((row) => el('tr', { class: row.total ? 'total' : null }, row.map((cell, i) =>
			i === 0 ? el('th', { scope: 'row' }, cell) : el('td', { class: numeric[i] ? 'num' : null }, cell))))))));
}
for (const table of document.querySelectorAll('.scroll > table:not(.stack *)')) named(table);
