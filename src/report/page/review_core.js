/* Florin: the review page. It stands on base.js; every file adds its part to R.
 * review_core.js: the dreams, the queue and the pairs; telling what happened. */
const R = (() => {
	const S = data.strings, dreams = data.dreams;
	const C = Object.fromEntries(data.columns.map((name, i) => [name, i]));
	const P = { a: 0, b: 1, score: 2, title: 3, body: 4, containment: 5, exact: 6, differs: 7, verdict: 8, onlyA: 9, onlyB: 10, shared: 11, seen: 12, marks: 13 };
	const KINDS = [1, 2, 4, 8];

	/* ---- beside what base.js has ---- */

	const string = (n) => n < 0 ? '' : S[n];
	const amount = (units) => currency(money(units));
	const percent = (millionths) => Math.floor(millionths / 10000);
	const join = (parts) => parts.join(comma);
	/* A category without its namespace, where all have the same. */
	const spaces = new Set(data.categories.map((t) => S[t].split(':')[0]));
	const category = (tag) => nameOfTag(tag) ? clean(nameOfTag(tag)) : clean(spaces.size === 1 && tag.startsWith([...spaces][0] + ':') ? tag.slice([...spaces][0].length + 1) : tag);
	/* An attribute that is a function listens to the event of its name. */
	function make(name, attributes, ...children) {
		const plain = Object.entries(attributes || {}).filter(([, value]) => typeof value !== 'function');
		const node = el(name, Object.fromEntries(plain), ...children.flat(3).filter((child) => child !== false));
		for (const [key, value] of Object.entries(attributes || {})) if (typeof value === 'function') node.addEventListener(key, value);
		return node;
	}
	const button = (label, key, press, attributes) => make('button', Object.assign({ type: 'button', class: 'quiet', click: press }, attributes),
		label, key ? el('kbd', { 'aria-hidden': 'true' }, key) : null);

	/* ---- the dreams and the queue ---- */

	const byId = new Map();
	dreams.forEach((d, i) => { if (d) byId.set(d[C.id], i); });
	const titleOf = (i) => dreams[i][C.title] || dreams[i][C.body].slice(0, 120) || dreams[i][C.id];
	const idOf = (i) => dreams[i][C.id];
	const pairs = new Map(); /* "a,b" by number -> index */
	const pairKey = (x, y) => x < y ? x + ',' + y : y + ',' + x;
	data.pairs.forEach((p, i) => { if (!pairs.has(pairKey(p[P.a], p[P.b])) || p[P.marks]) pairs.set(pairKey(p[P.a], p[P.b]), i); });
	const pairOf = (x, y) => { const i = pairs.get(pairKey(x, y)); return i === undefined ? null : data.pairs[i]; };
	const items = data.items, itemOf = new Map();
	items.forEach((item, i) => {
		item.index = i;
		item.group = item.members !== undefined;
		if (item.group) {
			const p = data.pairs[item.pairs];
			item.focus = 0; /* which pair in doubt is shown */
			item.ticked = new Set(item.members);
			item.key = 'pair-' + encodeURIComponent(idOf(p[P.a])) + '+' + encodeURIComponent(idOf(p[P.b]));
			item.score = percent(p[P.score]);
			item.dreams = item.members;
		} else {
			item.key = 'dream-' + encodeURIComponent(idOf(item.dream));
			item.cause = item.cause || (item.asks.length ? item.asks[0][2] : 'sign');
			item.score = item.cause === 'unclear' ? Math.min(100, percent(item.doubt)) : null;
			item.dreams = [item.dream];
		}
		itemOf.set(item.key, item);
	});
	const haystacks = new Array(dreams.length);
	function haystack(i) {
		const d = dreams[i];
		if (haystacks[i] === undefined)
			haystacks[i] = fold([d[C.id], d[C.title], d[C.body], string(d[C.organisation]), string(d[C.region]), string(d[C.category]), ...d[C.tags].map(string), ...[d[C.category], ...d[C.tags]].map((t) => nameOfTag(string(t)))].join('\n'));
		return haystacks[i];
	}
	const ruleName = (r) => data.rules[r][0] + '/' + data.rules[r][1];
	const byRule = new Map();
	data.rules.forEach((rule, r) => byRule.set(ruleName(r), r));
	let hitBy = null; /* rule -> dreams, made when a rule is first looked at */
	function dreamsOf(r) {
		if (!hitBy) {
			hitBy = data.rules.map(() => []);
			dreams.forEach((d, i) => {
				if (!d) return;
				const seen = new Set();
				for (let k = 0; k < d[C.hits].length; k += 4) seen.add(d[C.hits][k]);
				for (let k = 0; k < d[C.beyond].length; k += 4) seen.add(d[C.beyond][k]);
				for (const rule of seen) hitBy[rule].push(i);
			});
		}
		return hitBy[r];
	}

	/* ---- telling ---- */

	let timer = 0;
	function say(text, loud) { /* to screen readers; loud: shown for a while, too */
		$('live').textContent = '';
		requestAnimationFrame(() => { $('live').textContent = text; });
		if (!loud) return;
		$('toast').textContent = text;
		$('toast').classList.add('shown');
		clearTimeout(timer);
		timer = setTimeout(() => $('toast').classList.remove('shown'), 3500);
	}

	return { S, C, P, KINDS, dreams, items, itemOf, byId, byRule, ruleName, dreamsOf, pairOf, titleOf, idOf, haystack, string, amount, percent, join, category,
		el: make, button, say };
})();
