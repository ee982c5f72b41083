/* Florin: all dreams of a result, with search, filters and details. base.js and differ.js stand before it. */
const S = data.strings;
const C = Object.fromEntries(data.columns.map((name, i) => [name, i]));
const HIT = { rule: 0, tag: 1, pattern: 2, field: 3, start: 4, end: 5, fact: 6, value: 7, pack: 8, text: 9 };
const PAIR = { a: 0, b: 1, verdict: 2, score: 3, title: 4, body: 5, containment: 6, exact: 7, differs: 8, onlyA: 9, onlyB: 10 };
const PAGE = 50, PRINT_MAX = 500;
const string = (n) => n < 0 ? '' : S[n];
const statusElement = (d) => el('span', { class: 'status ' + data.statuses[d[C.status]][0] }, data.statuses[d[C.status]][1]);
const hashOf = (d) => '#dream-' + encodeURIComponent(d[C.id]);
const titleOf = (d) => d[C.title] || d[C.body].slice(0, 120) || d[C.id];
const linkTo = (d) => el('span', {}, el('a', { href: hashOf(d) }, bdi(d[C.id])), ' ', bdi(titleOf(d)));

/* ---- indexes ---- */

const dreams = data.dreams;
const byId = new Map(dreams.map((d, i) => [d[C.id], i]));
const members = new Map(), pairsOf = new Map();
const into = (map, key, value) => map.has(key) ? map.get(key).push(value) : map.set(key, [value]);
dreams.forEach((d, i) => { if (d[C.representative] !== i) into(members, d[C.representative], i); });
data.pairs.forEach((p) => { into(pairsOf, p[PAIR.a], p); into(pairsOf, p[PAIR.b], p); });
let haystacks = null; /* made at the first search */
function haystack(i) {
	if (!haystacks) haystacks = new Array(dreams.length);
	const d = dreams[i];
	if (haystacks[i] === undefined)
		haystacks[i] = fold([d[C.id], d[C.title], d[C.body], string(d[C.organisation]), string(d[C.region]),
			string(d[C.category]), ...d[C.tags].map(string)].join('\n'));
	return haystacks[i];
}

/* ---- state: filters, order, page ---- */

const collator = new Intl.Collator(data.lang, { numeric: true });
const sorts = [
	['award', W.SORT_AWARD, (d) => Number(d[C.award])],
	['flowers', W.SORT_FLOWERS, (d) => Number(d[C.tally])],
	['request', W.SORT_REQUEST, (d) => Number(d[C.request])],
	['value', W.SORT_VALUE, (d) => Number(d[C.tally]) / Math.max(1, Number(d[C.request]))],
	['title', W.SORT_TITLE, null, (a, b) => collator.compare(titleOf(a), titleOf(b))],
	['id', W.SORT_ID, null, (a, b) => collator.compare(a[C.id], b[C.id])],
	['order', W.SORT_ORDER, null, null],
];
const state = { search: '', status: '', category: '', sort: 'award', descending: true, page: 0, open: new Set() };
let found = [];

function matches(i, words) {
	const d = dreams[i];
	if (state.status === 'some' ? !Number(d[C.award]) : state.status !== '' && String(d[C.status]) !== state.status) return false;
	if (state.category === 'unclear' ? !d[C.unclear] : state.category !== '' && String(d[C.category]) !== state.category) return false;
	return words.every((word) => haystack(i).includes(word));
}
function select() {
	const words = fold(state.search).split(/\s+/).filter(Boolean);
	found = [];
	for (let i = 0; i < dreams.length; i++) if (matches(i, words)) found.push(i);
	const [, , value, compare] = sorts.find((s) => s[0] === state.sort);
	if (value) {
		const values = new Float64Array(dreams.length);
		for (const i of found) values[i] = value(dreams[i]);
		found.sort((a, b) => values[a] - values[b] || b - a);
	} else if (compare) {
		found.sort((a, b) => compare(dreams[a], dreams[b]) || a - b);
	}
	if (state.descending) found.reverse();
}

/* ---- one row ---- */

const heads = [
	['title', W.DREAM, 'title'], ['category', W.CATEGORY, null], ['flowers', W.FLOWERS, 'flowers'],
	['request', W.REQUEST, 'request'], ['award', W.AWARD, 'award'], ['status', W.STATUS, null],
];
function categoryText(d) {
	if (d[C.category] >= 0) return tagElement(string(d[C.category]));
	return el('span', { class: 'soft' }, d[C.unclear] ? W.UNCLEAR : W.NO_CATEGORY);
}
function rowOf(i) {
	const d = dreams[i], open = state.open.has(i);
	const under = [d[C.id], string(d[C.organisation]), string(d[C.region])].filter(Boolean);
	const opener = el('button', { type: 'button', class: 'opener', 'aria-expanded': String(open), 'aria-controls': 'detail-' + i },
		el('span', { class: 't' }, bdi(titleOf(d))));
	const cell = (name, label, numeric, ...children) => el('td', { role: 'cell', class: 'c-' + name + (numeric ? ' num' : ''), 'data-name': label }, ...children);
	const row = el('tr', { role: 'row', class: 'row' + (open ? ' open' : ''), id: 'row-' + i },
		el('th', { role: 'rowheader', scope: 'row', class: 'c-title' }, opener,
			el('span', { class: 'under' }, under.map((text, n) => [n ? ' · ' : '', bdi(text)]).flat())),
		cell('category', null, false, categoryText(d)),
		cell('flowers', W.FLOWERS, true, count(d[C.tally])),
		cell('request', W.REQUEST, true, money(d[C.request])),
		cell('award', W.AWARD, true, money(d[C.award])),
		cell('status', null, false, statusElement(d)));
	row.addEventListener('click', (event) => {
		if (event.target.closest('a') || (!event.target.closest('.opener') && String(getSelection()))) return;
		toggle(i);
	});
	return row;
}
function toggle(i) {
	const row = $('row-' + i), detail = $('detail-' + i), open = !state.open.has(i);
	if (open) { state.open.add(i); row.after(detailOf(i)); } else { state.open.delete(i); if (detail) detail.remove(); }
	row.classList.toggle('open', open);
	row.querySelector('.opener').setAttribute('aria-expanded', String(open));
}

/* ---- details ---- */

function highlighted(text, hits) { /* the text with the words that rules hit; overlapping hits become one mark */
	const out = document.createDocumentFragment();
	const sorted = hits.slice().sort((a, b) => a[HIT.start] - b[HIT.start] || b[HIT.end] - a[HIT.end]);
	let at = 0;
	for (let k = 0; k < sorted.length;) {
		let end = sorted[k][HIT.end];
		const from = sorted[k][HIT.start], tags = new Set();
		for (; k < sorted.length && (sorted[k][HIT.start] < end || sorted[k][HIT.start] === from); k++) {
			end = Math.max(end, sorted[k][HIT.end]);
			tags.add(string(sorted[k][HIT.tag]) || W.EXCEPTION);
		}
		if (end <= from) continue;
		out.append(clean(text.slice(at, from)), el('mark', { title: clean([...tags].join(', ')) }, clean(text.slice(from, end))));
		at = end;
	}
	out.append(clean(text.slice(at)));
	return out;
}
function hitWords(d, hit) {
	const field = string(hit[HIT.field]);
	if (hit.length > HIT.text) return hit[HIT.text];
	return field === 'title' ? d[C.title].slice(hit[HIT.start], hit[HIT.end]) : field === 'body' ? d[C.body].slice(hit[HIT.start], hit[HIT.end]) : '';
}
const fieldName = (field) => field === 'title' ? W.F_TITLE : field === 'body' ? W.F_BODY : clean(field);
function textPart(d) {
	const shown = (field) => d[C.hits].filter((h) => h.length <= HIT.text && string(h[HIT.field]) === field);
	const box = el('div', { class: 'text', tabindex: '0', role: 'region', 'aria-label': W.TEXT },
		el('bdi', { class: 'title', dir: 'auto' }, highlighted(d[C.title], shown('title'))));
	if (d[C.body]) box.append(el('div', { dir: 'auto' }, highlighted(d[C.body], shown('body'))));
	else box.append(el('span', { class: 'soft' }, W.TEXT_NONE));
	if (d[C.cut]) box.append(el('p', { class: 'soft' }, fill(W.TEXT_CUT, count(d[C.cut]))));
	return [el('h3', {}, W.TEXT), box];
}
function factsPart(d) {
	const facts = [[W.ORGANISATION, string(d[C.organisation])], [W.REGION, string(d[C.region])], [W.SUBMITTED, d[C.submitted]], [W.SOURCE, d[C.source]]];
	const list = el('dl', { class: 'facts' });
	for (const [name, value] of facts) if (value) list.append(el('dt', {}, name), el('dd', {}, bdi(value)));
	list.append(el('dt', {}, W.ID), el('dd', {}, el('a', { href: hashOf(d), title: W.LINK }, bdi(d[C.id]))));
	return list;
}
function tagsPart(d) {
	const rows = d[C.hits].map((hit) => [
		hit[HIT.tag] < 0 ? el('span', { class: 'soft' }, W.EXCEPTION) : tagElement(string(hit[HIT.tag])),
		el('span', {}, el('mark', {}, bdi(hitWords(d, hit))), ' ', el('span', { class: 'soft' }, fieldName(string(hit[HIT.field])))),
		el('span', {}, bdi(string(hit[HIT.rule])), el('br'), el('span', { class: 'soft' }, bdi([string(hit[HIT.pack]), string(hit[HIT.pattern])].filter(Boolean).join(' · ')))),
		hit[HIT.fact] < 0 ? '' : bdi(string(hit[HIT.fact]) + ' = ' + string(hit[HIT.value])),
	]);
	const shown = new Set(d[C.hits].map((hit) => hit[HIT.tag]));
	for (const tag of d[C.tags])
		if (!shown.has(tag)) rows.push([tagElement(string(tag)), el('span', { class: 'soft' }, W.STATED), '', '']);
	const facts = rows.some((row) => row[3] !== '');
	return [el('h3', {}, W.TAGS), rows.length === 0 ? el('p', { class: 'soft' }, W.NO_TAGS)
		: table(W.TAGS, [W.TAG, W.WORDS_HIT, W.RULE].concat(facts ? [W.FACT] : []), rows.map((row) => facts ? row : row.slice(0, 3)))];
}
const verdicts = [W.V_SAME, W.V_REVIEW, W.V_DIFFERENT];
function differences(p) {
	const names = [W.D_NUMBER, W.D_PLACE, W.D_OBJECT, W.D_ORGANISATION].filter((name, bit) => p[PAIR.differs] & (1 << bit));
	return names.length ? fill(W.DIFFERS, names.join(comma)) : p[PAIR.exact] ? W.EXACT : '';
}
function clusterPart(i) {
	const d = dreams[i], stands = members.get(i) || [], pairs = (pairsOf.get(i) || []).slice().sort((a, b) => a[PAIR.verdict] - b[PAIR.verdict] || b[PAIR.score] - a[PAIR.score]);
	if (d[C.representative] === i && !stands.length && !pairs.length) return [];
	const out = [el('h3', {}, W.CLUSTER)], facts = el('dl', { class: 'facts' });
	if (d[C.representative] !== i) facts.append(el('dt', {}, W.REPRESENTED_BY), el('dd', {}, linkTo(dreams[d[C.representative]])));
	stands.forEach((other, n) => facts.append(el('dt', {}, n ? '' : W.STANDS_FOR), el('dd', {}, linkTo(dreams[other]))));
	if (facts.childNodes.length) out.push(facts);
	if (pairs.length) out.push(table(W.CLUSTER, [W.OTHER, '#' + W.ALIKE, W.VERDICT, W.ONLY_HERE, W.ONLY_THERE], pairs.map((p) => {
		const mine = p[PAIR.a] === i, note = differences(p);
		return [linkTo(dreams[mine ? p[PAIR.b] : p[PAIR.a]]),
			el('span', {}, p[PAIR.score] + ' %', el('br'), el('span', { class: 'soft' }, W.IN_TITLE + ' ' + p[PAIR.title] + ', ' + W.IN_TEXT + ' ' + p[PAIR.body])),
			el('span', {}, verdicts[p[PAIR.verdict]], note ? el('br') : '', note ? el('span', { class: 'soft' }, note) : ''),
			bdi(mine ? p[PAIR.onlyA] : p[PAIR.onlyB]), bdi(mine ? p[PAIR.onlyB] : p[PAIR.onlyA])];
	})));
	return out;
}
function tallyPart(d) {
	const [raw, weighted, capped, merged, givers] = d[C.steps];
	const rows = [[W.T_RAW, count(raw)]];
	if (weighted !== raw) rows.push([W.T_WEIGHTED, count(weighted)]);
	if (capped !== weighted) rows.push([W.T_CAPPED, count(capped)]);
	if (merged !== capped) rows.push([W.T_MERGED, count(merged)]);
	rows.push(Object.assign([W.T_TALLY, count(d[C.tally])], { total: true }));
	const missing = Number(d[C.threshold]) - Number(d[C.tally]);
	rows.push([W.T_THRESHOLD + ' (' + (missing > 0 ? fill(W.T_SHORT, count(missing)) : W.T_REACHED) + ')', count(d[C.threshold])]);
	if (givers) rows.push([W.T_GIVERS, count(givers)]);
	return [el('h3', {}, W.TALLY), table(W.TALLY, [W.STEP, '#' + W.FLOWERS], rows)];
}
function moneyPart(d) {
	const rows = d[C.payments].map(([pool, amount]) => [bdi(data.pools[pool]), money(amount)]);
	rows.push(Object.assign([W.AWARD, money(d[C.award])], { total: true }), [W.REQUEST, money(d[C.request])]);
	if (String(d[C.upper]) !== String(d[C.request])) rows.push([W.MOST, money(d[C.upper])]);
	if (Number(d[C.raised])) rows.push([W.RAISED, money(d[C.raised])]);
	return [el('h3', {}, W.MONEY), table(W.MONEY, [W.POOL, '#' + W.AMOUNT + ' (' + data.currency + ')'], rows)];
}
function detailOf(i) {
	const d = dreams[i], change = d[C.change];
	return el('tr', { role: 'row', class: 'detail', id: 'detail-' + i }, el('td', { role: 'cell', colspan: heads.length },
		el('p', { class: 'why' }, bdi(d[C.reason])),
		change ? el('p', { class: 'soft' }, W.CHANGE + (colon), bdi(change)) : null,
		el('div', { class: 'halves' },
			el('div', {}, textPart(d), factsPart(d)),
			el('div', {}, moneyPart(d), tallyPart(d))),
		tagsPart(d), clusterPart(i)));
}

/* ---- the list ---- */

function drawHeads() {
	$('heads').replaceChildren(...heads.map(([name, label, sort]) => {
		const sorted = sort === state.sort, arrow = sorted ? (state.descending ? ' ↓' : ' ↑') : '';
		const unit = name === 'request' || name === 'award' ? ' (' + data.currency + ')' : '';
		const th = el('th', { role: 'columnheader', scope: 'col', class: 'c-' + name + (['flowers', 'request', 'award'].includes(name) ? ' num' : ''),
			'aria-sort': sorted ? (state.descending ? 'descending' : 'ascending') : null });
		if (sort === null) { th.append(label + unit); return th; }
		const button = el('button', { type: 'button' }, label + unit + arrow);
		button.addEventListener('click', () => {
			state.descending = sorted ? !state.descending : sort !== 'title';
			state.sort = sort;
			refresh();
		});
		th.append(button);
		return th;
	}));
}
function drawPager(pages) {
	const button = (label, text, page, enabled) => {
		const b = el('button', { type: 'button', class: 'quiet', 'aria-label': label, title: label, disabled: !enabled }, text);
		b.addEventListener('click', () => { state.page = page; draw(); $('dreams').scrollIntoView(); });
		return b;
	};
	$('pager').replaceChildren(...(pages < 2 ? [] : [
		button(W.FIRST, '«', 0, state.page > 0), button(W.PREVIOUS, '‹', state.page - 1, state.page > 0),
		el('span', {}, fill(W.PAGE_OF, count(state.page + 1), count(pages))),
		button(W.NEXT, '›', state.page + 1, state.page < pages - 1), button(W.LAST, '»', pages - 1, state.page < pages - 1)]));
}
function draw(all) {
	const pages = Math.max(1, Math.ceil(found.length / PAGE));
	state.page = Math.min(state.page, pages - 1);
	const slice = all ? found : found.slice(state.page * PAGE, (state.page + 1) * PAGE);
	const rows = document.createDocumentFragment();
	for (const i of slice) {
		rows.append(rowOf(i));
		if (state.open.has(i)) rows.append(detailOf(i));
	}
	$('rows').replaceChildren(rows);
	drawPager(pages);
}
function refresh() {
	select();
	state.page = 0;
	let sum = 0n;
	for (const i of found) sum += BigInt(dreams[i][C.award]);
	const awarded = currency(money(sum.toString()));
	$('shown').textContent = found.length === 0 ? W.SHOWN_NONE : found.length === 1 ? fill(W.SHOWN_ONE, '1', awarded) : fill(W.SHOWN, count(found.length), awarded);
	$('sort').value = state.sort;
	$('direction').textContent = state.descending ? '↓ ' + W.DESCENDING : '↑ ' + W.ASCENDING;
	$('clear').hidden = !state.search && !state.status && !state.category;
	drawHeads();
	draw();
}

/* ---- deep links, controls, printing ---- */

function follow() {
	const match = /^#dream-(.*)$/.exec(location.hash);
	let id = null;
	try { id = match && decodeURIComponent(match[1]); } catch (error) { return; }
	if (id === null || !byId.has(id)) return;
	const i = byId.get(id);
	if (!found.includes(i)) {
		for (const control of ['search', 'status', 'category']) $(control).value = '';
		readFilters();
		refresh();
	}
	state.open.add(i);
	state.page = Math.floor(found.indexOf(i) / PAGE);
	draw();
	$('row-' + i).scrollIntoView({ block: 'center' });
	$('row-' + i).querySelector('.opener').focus({ preventScroll: true });
}
function readFilters() {
	state.search = $('search').value;
	state.status = $('status').value;
	state.category = $('category').value;
}
function fillSelects() {
	const option = (value, text) => el('option', { value }, text);
	const numbers = new Map(), categories = new Map();
	let unclear = 0, some = 0;
	for (const d of dreams) {
		numbers.set(d[C.status], (numbers.get(d[C.status]) || 0) + 1);
		if (d[C.category] >= 0) categories.set(d[C.category], (categories.get(d[C.category]) || 0) + 1);
		unclear += d[C.unclear];
		some += Number(d[C.award]) ? 1 : 0;
	}
	const named = (text, n) => text + ' (' + count(n) + ')';
	$('status').append(option('', named(W.ALL, dreams.length)), option('some', named(W.F_FUNDED, some)));
	data.statuses.forEach(([, word], n) => { if (numbers.get(n)) $('status').append(option(String(n), named('\u2013 ' + word, numbers.get(n)))); });
	$('category').append(option('', W.ALL));
	[...categories].sort((a, b) => b[1] - a[1] || a[0] - b[0]).forEach(([c, n]) => $('category').append(option(String(c), named(clean(S[c]).slice(0, 80), n))));
	if (unclear) $('category').append(option('unclear', named(W.UNCLEAR, unclear)));
	sorts.forEach(([key, label]) => $('sort').append(option(key, label)));
}
function start() {
	document.documentElement.classList.add('script');
	fillSelects();
	let timer = 0;
	$('search').addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(() => { readFilters(); refresh(); }, 120); });
	for (const id of ['status', 'category']) $(id).addEventListener('change', () => { readFilters(); refresh(); });
	$('sort').addEventListener('change', () => {
		state.sort = $('sort').value;
		state.descending = !['title', 'id', 'order'].includes(state.sort);
		refresh();
	});
	$('direction').addEventListener('click', () => { state.descending = !state.descending; refresh(); });
	$('filters').addEventListener('submit', (event) => event.preventDefault());
	$('filters').addEventListener('reset', () => setTimeout(() => { readFilters(); state.sort = 'award'; state.descending = true; refresh(); }));
	addEventListener('hashchange', follow);
	addEventListener('beforeprint', () => { if (found.length <= PRINT_MAX) draw(true); });
	addEventListener('afterprint', () => draw());
	refresh();
	follow();
}
start();
