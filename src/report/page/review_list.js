/* review_list.js: the list beside the question: filters, search, and only the rows that are in sight. */
(() => {
	const { C, P, S, dreams, items, string, el, haystack, titleOf } = R;
	const SPARE = 6; /* rows kept above and below what is in sight */
	const view = { mode: 'queue', rule: -1, rows: [], cursor: -1, words: [], filter: {} };
	let pool = [], height = 64, drawn = { from: -1, to: -1 };

	/* ---- what a row is: an item's index, or a dream's ---- */

	const isItem = () => view.mode === 'queue';
	const dreamsOfRow = (row) => isItem() ? items[row].dreams : [row];
	const causesOf = (item) => [...new Set([item.cause].concat(item.flags && item.flags.length ? ['flagged'] : [], item.signs && item.signs.length ? ['sign'] : [], (item.asks || []).map((ask) => ask[2])))];
	R.causesOf = causesOf;
	function hasRule(i, rule) {
		const d = dreams[i];
		for (let k = 0; k < d[C.hits].length; k += 4) if (d[C.hits][k] === rule) return true;
		for (let k = 0; k < d[C.beyond].length; k += 4) if (d[C.beyond][k] === rule) return true;
		return false;
	}
	const answered = (row) => isItem() ? R.isDone(items[row]) : view.mode === 'rule' ? R.keep.said('mark', R.idOf(row), R.ruleName(view.rule)) !== '' : R.isTouched(row);
	function passes(row) {
		const f = view.filter, of = dreamsOfRow(row);
		if (f.state && answered(row) !== (f.state === 'done')) return false;
		if (f.cause && !(isItem() && causesOf(items[row]).includes(f.cause))) return false;
		if (f.standing && !of.some((i) => data.standings[dreams[i][C.standing]] === f.standing)) return false;
		if (f.tag !== undefined && !of.some((i) => dreams[i][C.tags].includes(f.tag) || dreams[i][C.category] === f.tag)) return false;
		if (f.rule !== undefined && !of.some((i) => hasRule(i, f.rule))) return false;
		if (f.organisation && !of.some((i) => fold(string(dreams[i][C.organisation])).includes(f.organisation))) return false;
		if (f.from !== undefined || f.to !== undefined) {
			const score = isItem() ? items[row].score : null;
			if (score === null || score < (f.from ?? 0) || score > (f.to ?? 100)) return false;
		}
		return view.words.every((word) => of.some((i) => haystack(i).includes(word)));
	}
	function all() {
		if (view.mode === 'queue') return items.map((item) => item.index);
		if (view.mode === 'rule') return R.dreamsOf(view.rule);
		return dreams.map((d, i) => d ? i : -1).filter((i) => i >= 0);
	}
	function select() { /* which rows, keeping the cursor on what it was on */
		const at = view.rows[view.cursor];
		view.rows = all().filter(passes);
		view.cursor = view.rows.indexOf(at);
	}

	/* ---- rows ---- */

	function makeRow() {
		const row = el('div', { role: 'option', class: 'row' }, el('span', { class: 'tick', 'aria-hidden': 'true' }), el('bdi', { class: 't', dir: 'auto' }), el('span', { class: 'u' }));
		row.addEventListener('click', () => { go(Number(row.dataset.at)); R.closeSide(); });
		$('sizer').append(row);
		return row;
	}
	function under(row) {
		if (!isItem()) return [clean(R.idOf(row)), string(dreams[row][C.organisation])].filter(Boolean).join(' · ');
		const item = items[row];
		return [W['C_' + item.cause], item.score === null ? '' : item.score + ' %', item.dreams.length > 2 ? '×' + item.dreams.length : '', clean(R.idOf(item.dreams[0]))].filter(Boolean).join(' · ');
	}
	function fillRow(node, at) {
		const row = view.rows[at], done = answered(row), current = at === view.cursor;
		node.dataset.at = at;
		node.id = 'row-' + at;
		node.style.transform = 'translateY(' + at * height + 'px)';
		node.className = 'row' + (done ? ' answered' : '') + (current ? ' current' : '');
		node.setAttribute('aria-selected', String(current));
		node.setAttribute('aria-setsize', view.rows.length);
		node.setAttribute('aria-posinset', at + 1);
		node.children[0].textContent = done ? '✓' : '';
		node.children[1].textContent = clean(dreamsOfRow(row).slice(0, 2).map(titleOf).join(' / ')).slice(0, 160);
		node.children[2].textContent = under(row);
		node.hidden = false;
	}
	function draw(anew) {
		const list = $('list'), from = Math.max(0, Math.floor(list.scrollTop / height) - SPARE);
		const to = Math.min(view.rows.length, Math.ceil((list.scrollTop + list.clientHeight) / height) + SPARE);
		if (!anew && from === drawn.from && to === drawn.to) return;
		/* A row keeps its element while it is in sight: row n is element n modulo the size of the pool. */
		while (pool.length < to - from) { pool.push(makeRow()); anew = true; }
		const used = new Set();
		for (let at = from; at < to; at++) {
			const node = pool[at % pool.length];
			used.add(node);
			if (anew || node.dataset.at !== String(at) || node.hidden) fillRow(node, at);
		}
		for (const node of pool) if (!used.has(node)) { node.hidden = true; node.removeAttribute('id'); }
		drawn = { from, to };
		if (view.cursor >= 0) list.setAttribute('aria-activedescendant', 'row-' + view.cursor);
		else list.removeAttribute('aria-activedescendant');
	}
	function measure() {
		height = Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 3.6);
		$('sizer').style.height = view.rows.length * height + 'px';
		for (const node of pool) node.style.height = height + 'px';
	}
	function reveal() {
		const list = $('list'), top = view.cursor * height;
		if (view.cursor < 0) return;
		if (top < list.scrollTop) list.scrollTop = top;
		else if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height - list.clientHeight;
	}
	function show() {
		select();
		measure();
		reveal();
		draw(true);
		for (const node of pool) node.style.height = height + 'px';
		const name = view.mode === 'queue' ? W.QUEUE : view.mode === 'rule' ? fill(W.OF_RULE, R.ruleName(view.rule)) : W.ALL_DREAMS;
		$('which').textContent = name;
		$('list').setAttribute('aria-label', name);
		$('shown').textContent = view.rows.length ? fill(W.SHOWN, count(view.rows.length)) : W.NOTHING_FOUND;
		$('narrowed').textContent = Object.values(view.filter).filter((value) => value !== undefined && value !== '').length || '';
	}

	/* ---- moving ---- */

	function go(at) {
		if (at < 0 || at >= view.rows.length) return false;
		view.cursor = at;
		reveal();
		draw(true);
		R.open(view.rows[at]);
		return true;
	}
	function step(by) { return go(view.cursor < 0 ? 0 : view.cursor + by); }
	function nextOpen() { /* behind the cursor, then from the start; -1: none is left */
		for (let k = 1; k <= view.rows.length; k++) {
			const at = (view.cursor + k) % view.rows.length;
			if (!answered(view.rows[at])) return at;
		}
		return -1;
	}
	function goTo(row) {
		let at = view.rows.indexOf(row);
		if (at < 0) { clear(); at = view.rows.indexOf(row); }
		return go(at);
	}
	function setMode(mode, rule) {
		Object.assign(view, { mode, rule: rule ?? -1, cursor: -1, rows: [] });
		$('f-list').value = mode === 'queue' ? 'queue' : mode === 'rule' ? '' : 'dreams';
		$('list').scrollTop = 0;
		show();
	}

	/* ---- filters ---- */

	function readFilters() {
		const number = (id) => $(id).value === '' ? undefined : Number($(id).value);
		view.filter = { state: $('f-state').value, cause: $('f-cause').value, standing: $('f-standing').value, tag: number('f-tag'), rule: number('f-rule'),
			organisation: fold($('f-organisation').value.trim()), from: number('f-from'), to: number('f-to') };
		view.words = fold($('search').value).split(/\s+/).filter(Boolean);
		show();
	}
	function clear() {
		$('filters').reset();
		readFilters();
	}
	function fillFilters() {
		const option = (value, text) => el('option', { value }, text), none = () => option('', W.ALL);
		$('f-list').append(option('queue', W.QUEUE), option('dreams', W.ALL_DREAMS));
		$('f-state').append(none(), option('open', W.OPEN), option('done', W.DONE));
		$('f-cause').append(none(), ...[...new Set(items.flatMap(causesOf))].map((cause) => option(cause, W['C_' + cause] || cause)));
		$('f-standing').append(none(), ...(data.tallied ? data.standings.map((name) => option(name, W['S_' + name])) : []));
		const tags = new Map();
		for (const d of dreams) if (d) for (const t of d[C.tags]) tags.set(t, (tags.get(t) || 0) + 1);
		$('f-tag').append(none(), ...[...tags].sort((a, b) => b[1] - a[1]).slice(0, 500).map(([t, n]) => option(t, clean(nameOfTag(S[t]) || S[t]).slice(0, 60) + inBrackets(count(n)))));
		$('f-rule').append(none(), ...data.rules.map((rule, r) => option(r, clean(R.ruleName(r)))));
		const organisations = new Map();
		for (const item of items) for (const i of item.dreams) { const o = dreams[i][C.organisation]; if (o >= 0) organisations.set(o, 1); }
		$('organisations').append(...[...organisations.keys()].slice(0, 500).map((o) => option(clean(S[o]), '')));
	}
	function start() {
		let timer = 0, waiting = false;
		fillFilters();
		$('search').addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(readFilters, 100); });
		for (const id of ['f-state', 'f-cause', 'f-standing', 'f-tag', 'f-rule', 'f-from', 'f-to', 'f-organisation']) $(id).addEventListener('change', readFilters);
		$('f-list').addEventListener('change', () => { setMode($('f-list').value); go(0); });
		$('filters').addEventListener('submit', (event) => { event.preventDefault(); go(0); $('main').focus(); });
		$('filters').addEventListener('reset', () => setTimeout(() => { $('f-list').value = view.mode === 'queue' ? 'queue' : view.mode === 'rule' ? '' : 'dreams'; readFilters(); }));
		$('list').addEventListener('scroll', () => {
			if (waiting) return;
			waiting = true;
			requestAnimationFrame(() => { waiting = false; draw(false); });
		}, { passive: true });
		addEventListener('resize', () => { measure(); draw(true); });
	}
	R.list = { view, start, show, draw, go, step, goTo, nextOpen, setMode, clear, measure, answered };
})();
