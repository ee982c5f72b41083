/* Florin: the dreams of a result: what their columns mean, indexes, filters, order, and the list. base.js stands before it. */
const S = data.strings, dreams = data.dreams;
const C = Object.fromEntries(data.columns.map((name, i) => [name, i]));
const PAIR = { a: 0, b: 1, verdict: 2, score: 3, title: 4, body: 5, containment: 6, exact: 7, differs: 8, onlyA: 9, onlyB: 10 };
const PAGE = 50, PRINT_MAX = 500, SELECT_MAX = 200, NEAR_PERCENT = 90, SAME = 0, REVIEW = 1;
const string = (n) => n < 0 ? '' : S[n];
const statusElement = (d) => el('span', { class: 'status ' + data.statuses[d[C.status]][0] }, data.statuses[d[C.status]][1]);
const titleOf = (d) => d[C.title] || d[C.body].slice(0, 120) || d[C.id];
const linkTo = (d) => el('span', {}, el('a', { href: hashOf(d) }, bdi(d[C.id])), ' ', bdi(titleOf(d)));
const hasText = (d) => d.length > C.cut; /* of a large round some dreams have no text, hits and steps */

/* ---- indexes ---- */

const byId = new Map(dreams.map((d, i) => [d[C.id], i]));
const RULING = { subject: 0, other: 1, text: 2, why: 3, person: 4, when: 5, state: 6 };
const members = new Map(), pairsOf = new Map(), rulingsOf = new Map();
const into = (map, key, value) => map.has(key) ? map.get(key).push(value) : map.set(key, [value]);
dreams.forEach((d, i) => { if (d[C.representative] !== i && d[C.representative] >= 0) into(members, d[C.representative], i); });
data.pairs.forEach((p) => { into(pairsOf, p[PAIR.a], p); into(pairsOf, p[PAIR.b], p); });
data.decisions.forEach((r) => { into(rulingsOf, r[RULING.subject], r); if (r[RULING.other] >= 0) into(rulingsOf, r[RULING.other], r); });
const inReview = (i) => (pairsOf.get(i) || []).some((p) => p[PAIR.verdict] === REVIEW);
let haystacks = null; /* made at the first search */
function haystack(i) {
	if (!haystacks) haystacks = new Array(dreams.length);
	const d = dreams[i];
	if (haystacks[i] === undefined)
		haystacks[i] = fold([d[C.id], d[C.title], d[C.body], string(d[C.organisation]), string(d[C.region]),
			string(d[C.category]), ...d[C.tags].map(string), ...[d[C.category], ...d[C.tags]].map((t) => nameOfTag(string(t)))].join('\n'));
	return haystacks[i];
}

/* ---- filters: each has a key of the address, a name, a test, and the values one may choose ---- */

const amountOf = (text) => { /* what a person wrote, in minor units; null where it is no number */
	const n = Number(text.replace(/[\s,，']/g, ''));
	return text.trim() === '' || !Number.isFinite(n) ? null : n;
};
const special = [
	['review', W.SP_REVIEW, (d, i) => inReview(i)],
	['cluster', W.SP_CLUSTER, (d, i) => members.has(i)],
	['decided', W.SP_DECIDED, (d, i) => rulingsOf.has(i)],
	['unclear', W.OPEN_UNCLEAR, (d) => d[C.unclear]],
	['near', W.SP_NEAR, (d) => data.statuses[d[C.status]][0] === 'below-threshold' && Number(d[C.tally]) * 100 >= Number(d[C.threshold]) * NEAR_PERCENT],
];
/* [key, name, values of a dream, is it offered without opening more filters?] */
const choices = [
	['status', W.STATUS, (d) => [data.statuses[d[C.status]][0]].concat(Number(d[C.award]) ? ['some'] : [])],
	['category', W.CATEGORY, (d) => [string(d[C.category])]],
	['reason', W.REASON, (d) => [data.reasons[d[C.why]][0]]],
	['region', W.REGION, (d) => string(d[C.region]).split('/').map((part, n, all) => all.slice(0, n + 1).join('/'))],
	['organisation', W.ORGANISATION, (d) => [string(d[C.organisation])]],
	['tag', W.TAG, (d) => d[C.tags].map(string)],
	['pool', W.POOL_PAYS, (d) => d[C.payments].map(([pool]) => data.pools[pool])],
	['only', W.SPECIAL, (d, i) => special.filter(([, , test]) => test(d, i)).map(([key]) => key)],
];
const ranges = [
	['flowers-from', W.FLOWERS + ' ≥', (d, n) => Number(d[C.tally]) >= n],
	['flowers-to', W.FLOWERS + ' ≤', (d, n) => Number(d[C.tally]) <= n],
	['award-from', W.AWARD + ' ≥', (d, n) => Number(d[C.award]) >= n * 10 ** data.digits],
	['award-to', W.AWARD + ' ≤', (d, n) => Number(d[C.award]) <= n * 10 ** data.digits],
];
const keys = ['search', ...choices.map(([key]) => key), ...ranges.map(([key]) => key)];
const titles = new Map([...data.statuses.map(([code, word]) => ['status=' + code, word]), ['status=some', W.F_FUNDED],
	...data.reasons.map(([code, word]) => ['reason=' + code, word]), ...special.map(([code, word]) => ['only=' + code, word])]);
const titleOfValue = (key, value) => titles.get(key + '=' + value) || (['category', 'tag'].includes(key) && nameOfTag(value)) || value;
const nameOf = (key) => key === 'search' ? W.SEARCH : [...choices, ...ranges].find((f) => f[0] === key)[1];

/* ---- state: filters, order, page ---- */

const categoryName = (d) => nameOfTag(string(d[C.category])) || string(d[C.category]);
const collator = new Intl.Collator(data.lang, { numeric: true });
const sorts = [
	['award', W.SORT_AWARD, (d) => Number(d[C.award])],
	['flowers', W.SORT_FLOWERS, (d) => Number(d[C.tally])],
	['request', W.SORT_REQUEST, (d) => Number(d[C.request])],
	['value', W.SORT_VALUE, (d) => Number(d[C.tally]) / Math.max(1, Number(d[C.request]))],
	['coverage', W.COVERAGE, (d) => Number(d[C.award]) / Math.max(1, Number(d[C.request]))],
	['title', W.SORT_TITLE, null, (a, b) => collator.compare(titleOf(a), titleOf(b))],
	['id', W.SORT_ID, null, (a, b) => collator.compare(a[C.id], b[C.id])],
	['category', W.CATEGORY, null, (a, b) => collator.compare(categoryName(a), categoryName(b))],
	['status', W.STATUS, null, (a, b) => a[C.status] - b[C.status]],
	['order', W.SORT_ORDER, null, null],
];
const upward = (sort) => ['title', 'id', 'order', 'category', 'status'].includes(sort);
const state = { filters: {}, sort: 'award', descending: true, page: 0, open: new Set() };
let found = [];

function select() {
	const active = keys.filter((key) => state.filters[key]);
	const words = fold(state.filters.search || '').split(/\s+/).filter(Boolean);
	const tests = [];
	for (const [key, , values] of choices)
		if (state.filters[key] !== undefined && active.includes(key)) tests.push((d, i) => values(d, i).includes(state.filters[key]));
	for (const [key, , test] of ranges) {
		const n = active.includes(key) ? amountOf(state.filters[key]) : null;
		if (n !== null) tests.push((d) => test(d, n));
	}
	if (words.length) tests.push((d, i) => words.every((word) => haystack(i).includes(word)));
	found = [];
	for (let i = 0; i < dreams.length; i++) if (tests.every((test) => test(dreams[i], i))) found.push(i);
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
	['title', W.DREAM, 'title'], ['category', W.CATEGORY, 'category'], ['flowers', W.FLOWERS, 'flowers'],
	['request', W.REQUEST, 'request'], ['award', W.AWARD, 'award'], ['status', W.STATUS, 'status'],
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
	noteDreams();
}

/* ---- the list ---- */

function sortBy(sort, descending) {
	state.sort = sort;
	state.descending = descending;
	refresh();
}
function drawHeads() {
	$('heads').replaceChildren(...heads.map(([name, label, sort]) => {
		const sorted = sort === state.sort, arrow = sorted ? (state.descending ? ' ↓' : ' ↑') : '';
		const unit = name === 'request' || name === 'award' ? inBrackets(unitOfMoney) : '';
		const th = el('th', { role: 'columnheader', scope: 'col', class: 'c-' + name + (['flowers', 'request', 'award'].includes(name) ? ' num' : ''),
			'aria-sort': sorted ? (state.descending ? 'descending' : 'ascending') : null });
		const button = el('button', { type: 'button', 'data-sort': sort }, label + unit + arrow);
		button.addEventListener('click', () => {
			sortBy(sort, sorted ? !state.descending : !upward(sort));
			$('heads').querySelector('[data-sort="' + sort + '"]').focus(); /* the heads were drawn anew */
		});
		th.append(button);
		return th;
	}));
}
function turnTo(page) {
	state.page = page;
	draw();
	$('dreams').scrollIntoView();
}
function drawPager(pages) {
	const button = (label, text, page, enabled) => {
		const b = el('button', { type: 'button', class: 'quiet', 'aria-label': label, title: label, disabled: !enabled }, text);
		b.addEventListener('click', () => turnTo(page));
		return b;
	};
	$('pager').replaceChildren(...(pages < 2 ? [] : [
		button(W.FIRST, '«', 0, state.page > 0), button(W.PREVIOUS, '‹', state.page - 1, state.page > 0),
		el('span', {}, fill(W.PAGE_OF, count(state.page + 1), count(pages))),
		button(W.NEXT, '›', state.page + 1, state.page < pages - 1), button(W.LAST, '»', pages - 1, state.page < pages - 1)]));
}
const pageCount = () => Math.max(1, Math.ceil(found.length / PAGE));
function draw(all) {
	const pages = pageCount();
	state.page = Math.max(0, Math.min(state.page, pages - 1));
	const slice = all ? found : found.slice(state.page * PAGE, (state.page + 1) * PAGE);
	const rows = document.createDocumentFragment();
	for (const i of slice) {
		rows.append(rowOf(i));
		if (state.open.has(i)) rows.append(detailOf(i));
	}
	const focused = document.activeElement && document.activeElement.closest('#rows tr.row');
	$('rows').replaceChildren(rows);
	if (focused && $(focused.id)) $(focused.id).querySelector('.opener').focus({ preventScroll: true }); /* the rows were drawn anew */
	drawPager(pages);
	$('on-paper').textContent = slice.length < found.length ? fill(W.ON_PAPER, count(state.page * PAGE + 1), count(state.page * PAGE + slice.length), count(found.length)) : '';
}
