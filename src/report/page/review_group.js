/* review_group.js: a pair or a cluster in doubt: two texts side by side with what differs, the evidence, the members, who is like whom. */
(() => {
	const { C, P, KINDS, dreams, keep, string, percent, join, el, button, pairOf, idOf, titleOf } = R;
	const MATRIX_MAX = 16;

	/* ---- which two are shown ---- */

	const pairAt = (item, n) => data.pairs[item.pairs + n];
	function shownPair(item) { /* [x, y]: the one that was chosen, else the pair in doubt */
		if (item.chosen) return item.chosen;
		const p = pairAt(item, item.focus);
		return item.members.indexOf(p[P.a]) <= item.members.indexOf(p[P.b]) ? [p[P.a], p[P.b]] : [p[P.b], p[P.a]];
	}
	/* Answered by a decision on the two, or on each of them with the hub. */
	function isAnswered(item, p) {
		const hub = item.members[0], by = (x) => x === hub || keep.said('pair', idOf(hub), idOf(x)) !== '';
		return keep.said('pair', idOf(p[P.a]), idOf(p[P.b])) !== '' || (item.members.length > 2 && by(p[P.a]) && by(p[P.b]));
	}
	function isDone(item) {
		for (let n = 0; n < item.doubtful; n++) if (!isAnswered(item, pairAt(item, n))) return false;
		return true;
	}
	function nextPair(item) { /* the next in doubt that is not answered; else simply the next */
		for (let k = 1; k <= item.doubtful; k++) {
			const n = (item.focus + k) % item.doubtful;
			if (!isAnswered(item, pairAt(item, n))) return n;
		}
		return (item.focus + 1) % item.doubtful;
	}

	/* ---- two texts ---- */

	function marksOf(p, x) { /* [title, body] of one of the two: [start, end, kind] */
		if (!p || !p[P.marks]) return [[], []];
		const at = p[P.a] === x ? 0 : 2;
		return [0, 1].map((field) => {
			const flat = p[P.marks][at + field], out = [];
			for (let k = 0; k < flat.length; k += 3) out.push([flat[k], flat[k + 1], flat[k + 2]]);
			return out;
		});
	}
	function column(item, x, p, weak, other) {
		const d = dreams[x], strong = marksOf(p, x);
		const layer = (field) => weak[field].map(([start, end]) => [start, end, 'weak', 0]).concat(strong[field].map(([start, end, kind]) => [start, end, 'diff d' + kind, kind]));
		const name = (kinds) => join([...new Set(kinds)].sort((a, b) => b - a).slice(0, 1).map((kind) => W['D_' + kind]));
		const differs = dreams[other][C.organisation] !== d[C.organisation];
		return el('section', { class: 'column', 'aria-label': clean(titleOf(x)) },
			el('h3', {}, el('a', { href: '#dream-' + encodeURIComponent(idOf(x)) }, bdi(idOf(x))), stands(item, x) ? el('span', { class: 'chip ok' }, W.REPRESENTATIVE) : null),
			el('div', { class: 'text', tabindex: '0', role: 'group', 'aria-label': W.TEXT },
				el('bdi', { class: 'title', dir: 'auto' }, R.text.layered(d[C.title], layer(0), null, name)),
				d[C.body] ? el('div', { class: 'words', dir: 'auto' }, R.text.layered(d[C.body], layer(1), null, name)) : el('p', { class: 'soft' }, W.NO_TEXT),
				d[C.cut] ? el('p', { class: 'soft' }, fill(W.TEXT_CUT, count(d[C.cut]))) : null),
			el('dl', { class: 'facts' }, el('dt', {}, W.ORGANISATION), el('dd', {}, differs ? el('mark', { class: 'diff d8' }, bdi(string(d[C.organisation]) || '–')) : bdi(string(d[C.organisation]) || '–')),
				el('dt', {}, W.REGION), el('dd', {}, bdi(string(d[C.region]) || '–')),
				el('dt', {}, W.FLOWERS), el('dd', {}, d[C.tally] < 0 ? W.NOT_TALLIED : count(d[C.tally])),
				el('dt', {}, W.REQUEST), el('dd', {}, R.amount(d[C.request])),
				el('dt', {}, W.AWARD), el('dd', {}, d[C.award] === -1 ? W.NOT_ALLOCATED : R.amount(d[C.award]))));
	}
	function representative(item, x) { /* of the cluster of x: the one that was chosen here, else the one that stands */
		const chosen = item.members.find((m) => keep.said('representative', idOf(m)) === 'yes');
		return chosen ?? dreams[x][C.representative];
	}
	const stands = (item, x) => representative(item, x) === x && (keep.said('representative', idOf(x)) === 'yes' || item.members.some((m) => m !== x && dreams[m][C.representative] === x));
	function sideBySide(item, x, y) {
		const p = pairOf(x, y), titles = R.text.differ(dreams[x][C.title], dreams[y][C.title]), bodies = R.text.differ(dreams[x][C.body], dreams[y][C.body]);
		return [el('div', { class: 'columns' }, column(item, x, p, [titles[0], bodies[0]], y), column(item, y, p, [titles[1], bodies[1]], x)),
			el('p', { class: 'legend small' }, [2, 1, 4].map((kind) => el('mark', { class: 'diff d' + kind }, W['D_' + kind])), el('mark', { class: 'weak' }, W.D_0))];
	}

	/* ---- evidence ---- */

	function bar(name, millionths) {
		return [el('dt', {}, name), el('dd', {}, el('meter', { min: 0, max: 100, value: percent(millionths), 'aria-label': name }), el('span', { class: 'num' }, percent(millionths) + ' %'))];
	}
	function evidence(x, y) {
		const p = pairOf(x, y);
		if (!p || p[P.score] === null) return el('p', { class: 'soft' }, W.NEVER_COMPARED);
		const kinds = KINDS.filter((bit) => p[P.differs] & bit).map((bit) => W['D_' + bit]);
		const mine = p[P.a] === x, only = [p[P.onlyA], p[P.onlyB]];
		return el('div', { class: 'evidence' },
			p[P.exact] ? el('p', {}, el('b', {}, W.SAME_WORDS)) : el('dl', { class: 'bars' }, bar(W.ALIKE, p[P.score]), bar(W.IN_TITLE, p[P.title]), bar(W.IN_TEXT, p[P.body]), bar(W.CONTAINED, p[P.containment])),
			el('div', {}, el('p', {}, kinds.length ? [W.DIFFERS_IN + ' ', el('b', {}, join(kinds))] : W.NOTHING_DIFFERS),
				only[0] || only[1] ? el('p', { class: 'small' }, el('b', {}, bdi(only[mine ? 0 : 1] || '–')), ' ⇄ ', el('b', {}, bdi(only[mine ? 1 : 0] || '–'))) : null,
				p[P.shared] ? el('p', { class: 'small soft' }, W.BOTH_HAVE + ': ', bdi(p[P.shared].split('\n').filter(Boolean).join(' · '))) : null));
	}

	/* ---- members ---- */

	function memberRow(item, m, n, from) {
		const d = dreams[m], [x, y] = shownPair(item), current = m === x || m === y, cursor = item.member === n;
		const box = el('input', { type: 'checkbox', id: 'member-' + n, change: () => tick(item, n) });
		box.checked = item.ticked.has(m);
		return el('li', { class: (current ? 'current ' : '') + (cursor ? 'cursor' : ''), 'aria-current': cursor ? 'true' : null },
			box, el('label', { for: 'member-' + n }, bdi(titleOf(m)), ' ', el('span', { class: 'soft small' }, bdi([idOf(m), string(d[C.organisation])].filter(Boolean).join(' · ')))),
			stands(item, m) ? el('span', { class: 'chip ok' }, W.REPRESENTATIVE) : button(W.MAKE_REPRESENTATIVE, cursor ? 't' : '', () => R.decide('representative', m, '', 'yes', item), { class: 'tiny' }),
			m === from ? null : button(W.COMPARE, cursor ? 'v' : '', () => compare(item, n), { class: 'tiny' }));
	}
	function clusters(item) { /* lists of members that are together now */
		const by = new Map();
		item.members.forEach((m, n) => { const r = dreams[m][C.representative]; by.set(r, (by.get(r) || []).concat([[m, n]])); });
		return [...by.values()];
	}
	function membersPart(item) {
		if (item.members.length < 3) return null;
		const groups = clusters(item), [x] = shownPair(item);
		return el('section', { class: 'members' }, el('h3', {}, W.MEMBERS),
			groups.map((members, k) => [groups.length > 1 ? el('h4', {}, fill(W.CLUSTER, String.fromCharCode(65 + k))) : null, el('ul', {}, members.map(([m, n]) => memberRow(item, m, n, x)))]),
			item.left_out ? el('p', { class: 'soft' }, fill(W.MORE_MEMBERS, count(item.left_out))) : null);
	}
	function matrixPart(item) {
		if (item.members.length < 3 || item.members.length > MATRIX_MAX) return null;
		const signs = ['●', '○', '×'];
		const cell = (a, b) => {
			const said = keep.said('pair', idOf(a), idOf(b)), p = pairOf(a, b), verdict = said ? (said === 'same' ? 0 : 2) : p && p[P.verdict] !== null ? p[P.verdict] : -1;
			const bridge = verdict === 0 && !said && dreams[a][C.representative] !== dreams[b][C.representative];
			const text = verdict < 0 ? W.NOT_COMPARED : W['VERDICT_' + verdict] + (p && p[P.score] !== null ? ' ' + percent(p[P.score]) + ' %' : '');
			return el('td', {}, el('button', { type: 'button', class: 'cell' + (bridge ? ' bridge' : '') + (said ? ' mine' : ''), title: text + (bridge ? ' · ' + W.C_bridge : ''), 'aria-label': clean(idOf(a) + ' – ' + idOf(b) + ': ' + text + (bridge ? ', ' + W.C_bridge : '')),
				click: () => { item.chosen = [a, b]; R.refresh(); } }, verdict < 0 ? '·' : signs[verdict]));
		};
		return el('details', { class: 'matrix', open: item.cause === 'bridge' || item.matrix, toggle: (event) => { item.matrix = event.target.open; } }, el('summary', {}, W.MATRIX), el('p', { class: 'soft small' }, W.MATRIX_HELP),
			el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': W.MATRIX }, el('table', {}, item.members.map((a, n) => el('tr', {}, el('th', { scope: 'row' }, bdi(idOf(a))),
				item.members.slice(0, n).map((b) => cell(a, b)), el('td', { class: 'own' }))))));
	}
	function tick(item, n) {
		const m = item.members[n];
		item.member = n;
		if (item.ticked.has(m)) item.ticked.delete(m);
		else item.ticked.add(m);
		R.refresh();
	}
	function compare(item, n) {
		const [x] = shownPair(item), m = item.members[n];
		item.member = n;
		item.chosen = m === x ? [item.members[0] === m ? item.members[1] : item.members[0], m] : [x, m];
		R.refresh();
	}
	function moveMember(item, by) {
		item.member = ((item.member ?? (by > 0 ? -1 : 0)) + by + item.members.length) % item.members.length;
		R.refresh();
	}

	/* ---- deciding ---- */

	/* The ticked are one wish, and those left out are not part of it: each is laid down against the hub, the first that is ticked. */
	function linesSame(item, why) {
		const ticked = item.members.filter((m) => item.ticked.has(m)), [x, y] = shownPair(item);
		if (item.members.length === 2) return [keep.line('pair', idOf(x), idOf(y), 'same', why)];
		if (!ticked.length) return [];
		return item.members.filter((m) => m !== ticked[0]).map((m) => keep.line('pair', idOf(ticked[0]), idOf(m), item.ticked.has(m) ? 'same' : 'different', why));
	}
	function linesDifferent(item, why) {
		const [x, y] = shownPair(item);
		return [keep.line('pair', idOf(x), idOf(y), 'different', why)];
	}
	function whyOf(item) {
		const p = pairOf(...shownPair(item));
		return p && p[P.score] !== null ? fill(W.WHY_PAIR, percent(p[P.score])) : W.WHY_CLUSTER;
	}
	function build(item, place) {
		const [x, y] = shownPair(item);
		const many = item.doubtful > 1;
		return [el('div', { class: 'head' }, el('p', { class: 'soft small' }, place, ' ', el('span', { class: 'chip k-' + item.cause }, W['C_' + item.cause]), isDone(item) ? el('span', { class: 'chip ok' }, '✓ ' + W.DONE) : null,
			many ? [' ', fill(W.PAIR_OF, item.focus + 1, item.doubtful), ' ', button(W.NEXT_PAIR, 'p', () => { item.focus = nextPair(item); item.chosen = null; R.refresh(); }, { class: 'tiny' })] : null),
			el('h2', { id: 'heading' }, bdi(titleOf(x)), el('span', { class: 'soft' }, ' / '), bdi(titleOf(y))), el('p', { class: 'reasons' }, W['W_' + item.cause])),
			evidence(x, y), sideBySide(item, x, y), R.dream.saidPart([x, y]), membersPart(item), matrixPart(item)];
	}
	R.group = { build, isDone, isAnswered, nextPair, shownPair, pairAt, tick, compare, moveMember, linesSame, linesDifferent, whyOf };
})();
