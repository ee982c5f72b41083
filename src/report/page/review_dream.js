/* review_dream.js: one dream: its text with what every rule hit, its tags and scores, the rules clause by clause, its flowers, its money. */
(() => {
	const { C, S, dreams, keep, string, amount, join, el, button, ruleName, titleOf, idOf } = R;
	const COLOURS = 8;
	const WHY = { rule: 0, holds: 1, mentions: 2, least: 3, score: 4, condition: 5, exceptions: 6 };
	const shown = { dream: -1, rules: new Set() }; /* rules that are laid open */

	/* ---- the text ---- */

	function rulesOf(i, item) { /* rule -> colour, those that hold first */
		const colours = new Map(), d = dreams[i];
		for (let k = 0; k < d[C.hits].length; k += 4) if (!colours.has(d[C.hits][k])) colours.set(d[C.hits][k], colours.size % COLOURS);
		if (item && item.why) for (const rule of item.why) if (!colours.has(rule[WHY.rule])) colours.set(rule[WHY.rule], colours.size % COLOURS);
		return colours;
	}
	function spansOf(condition, rule, into) {
		for (let k = 0; condition.x && k < condition.x.length; k += 4) into.push([rule, condition.x[k], condition.x[k + 1], condition.x[k + 2], condition.x[k + 3]]);
		for (const part of [].concat(condition.o || [], condition.p || [])) spansOf(part, rule, into);
		return into;
	}
	/* [rule, field, start, end, held] of a dream: what gave tags and, where the rules were laid open, what nearly did. */
	function hitsOf(i, item) {
		const d = dreams[i], out = [];
		for (let k = 0; k < d[C.hits].length; k += 4) out.push([d[C.hits][k], d[C.hits][k + 1], d[C.hits][k + 2], d[C.hits][k + 3], true]);
		for (const rule of item && item.why || [])
			if (rule[WHY.holds] !== 1)
				for (const [r, field, start, end] of spansOf(rule[WHY.condition], rule[WHY.rule], [])) out.push([r, field, start, end, false]);
		return out;
	}
	function layers(hits, field, colours, only) {
		return hits.filter((h) => h[1] === field && (only === undefined || h[0] === only))
			.map(([rule, , start, end, held]) => [start, end, 'hit c' + colours.get(rule) + (held ? '' : ' nearly'), rule]);
	}
	const namesOf = (values) => clean(join([...new Set(values)].map(ruleName)));
	function textPart(i, item, only) {
		const d = dreams[i], colours = rulesOf(i, item), hits = hitsOf(i, item);
		const press = only === undefined ? (values) => openRules(i, item, values) : null;
		const box = el('div', { class: 'text', tabindex: '0', role: 'group', 'aria-label': W.TEXT },
			el('bdi', { class: 'title', dir: 'auto' }, R.text.layered(d[C.title], layers(hits, 0, colours, only), press, namesOf)));
		if (d[C.body]) box.append(el('div', { class: 'words', dir: 'auto' }, R.text.layered(d[C.body], layers(hits, 1, colours, only), press, namesOf)));
		else if (!d[C.cut]) box.append(el('p', { class: 'soft' }, W.NO_TEXT));
		for (let k = 0; k < d[C.beyond].length; k += 4)
			if (only === undefined || d[C.beyond][k] === only)
				box.append(el('p', { class: 'beyond', dir: 'auto' }, '… ', clean(d[C.beyond][k + 1]), el('mark', { class: 'hit c' + (colours.get(d[C.beyond][k]) || 0), title: namesOf([d[C.beyond][k]]) }, clean(d[C.beyond][k + 2])), clean(d[C.beyond][k + 3]), ' …'));
		if (d[C.cut]) box.append(el('p', { class: 'soft' }, fill(W.TEXT_CUT, count(d[C.cut]))));
		return box;
	}

	/* ---- the rules, clause by clause ---- */

	const truth = (v) => el('span', { class: 'truth t' + (v === undefined ? 'none' : v) }, v === 1 ? '✓ ' : v === 0 ? '✗ ' : v === -1 ? '? ' : '', el('span', { class: 'hidden' }, v === 1 ? W.TRUE : v === 0 ? W.FALSE : v === -1 ? W.UNKNOWN : ''));
	function wordsHit(i, condition) {
		const d = dreams[i], out = new Map();
		for (let k = 0; condition.x && k < condition.x.length; k += 4) {
			const text = d[condition.x[k] ? C.body : C.title].slice(condition.x[k + 1], condition.x[k + 2]), struck = condition.x[k + 3] === 2;
			out.set(text + struck, [text, struck]);
		}
		return [...out.values()].slice(0, 12).map(([text, struck]) => [' ', el('span', { class: struck ? 'words-hit struck' : 'words-hit', title: struck ? W.STRUCK : null }, bdi(text))]);
	}
	function conditionName(c) {
		const names = join((c.p || []).map((p) => clean(p.n)));
		if (c.k === 'pattern') return el('code', {}, bdi(c.n));
		if (c.k === 'near') return (c.w === undefined ? fill(W.K_sentence, names) : fill(W.K_near, names, c.w)) + (c.v !== 1 && c.c !== undefined ? inBrackets(fill(W.CLOSEST, c.c)) : '');
		if (c.k === 'not') return W.K_not;
		return c.a === (c.o || []).length ? W.K_all : c.a === 1 ? W.K_any : fill(W.K_at_least, c.a, c.h || 0);
	}
	function conditionPart(i, c) {
		const parts = [].concat(c.o || [], c.p || []);
		return el('li', {}, truth(c.v), conditionName(c), c.l ? el('em', {}, ' ' + W.RULES_UNKNOWN) : null, wordsHit(i, c),
			parts.length ? el('ul', {}, parts.map((part) => part.n !== undefined && part.k === undefined ? el('li', {}, el('code', {}, bdi(part.n)), wordsHit(i, part)) : conditionPart(i, part))) : null);
	}
	function rulePart(i, item, rule, colours) {
		const r = rule[WHY.rule], about = data.rules[r];
		if (!about) return null;
		const part = el('details', { class: 'rule', id: 'rule-' + r, open: shown.rules.has(r) },
			el('summary', {}, el('span', { class: 'swatch c' + colours.get(r), 'aria-hidden': 'true' }), truth(rule[WHY.holds]), bdi(about[2] || about[1]), ' ',
				el('span', { class: 'soft small' }, bdi(ruleName(r)), ' · ', fill(W.MENTIONS, rule[WHY.mentions], rule[WHY.least]), rule[WHY.holds] === 1 ? ' · ' + fill(W.SCORE, rule[WHY.score]) : '')),
			about[3] ? el('p', {}, el('b', {}, W.WHY_RULE + ' '), bdi(about[3])) : null,
			about[4].length ? el('p', {}, W.TAG_OF_RULE, ' ', about[4].map((t) => tagElement(string(t)))) : null,
			el('ul', { class: 'clauses' }, conditionPart(i, rule[WHY.condition])),
			rule[WHY.exceptions].length ? el('p', {}, W.EXCEPTIONS, ':', wordsHit(i, { x: rule[WHY.exceptions].map((v, k) => k % 4 === 3 ? 0 : v) })) : null,
			button(W.WHAT_WOULD_IT_DO, 'w', () => R.rule.open(r)));
		part.addEventListener('toggle', () => { if (part.open) { shown.rules.add(r); shown.last = r; } else shown.rules.delete(r); });
		return part;
	}
	/* How near a rule came that does not hold: the part of its clauses that hold, then of its mentions. */
	function nearness(rule) {
		const c = rule[WHY.condition], parts = c.o || [];
		const part = parts.length ? parts.filter((p) => p.v === 1).length / Math.max(1, c.k === 'at_least' ? c.a : parts.length) : c.v === 1 ? 1 : 0;
		return part + Math.min(1, rule[WHY.mentions] / Math.max(1, rule[WHY.least]));
	}
	function rulesPart(i, item) {
		const colours = rulesOf(i, item), held = [], near = [];
		if (!item || !item.why) { /* the page knows only what hit */
			return [...colours.keys()].map((r) => el('details', { class: 'rule', id: 'rule-' + r, open: shown.rules.has(r) },
				el('summary', {}, el('span', { class: 'swatch c' + colours.get(r), 'aria-hidden': 'true' }), bdi(data.rules[r][2] || data.rules[r][1]), ' ', el('span', { class: 'soft small' }, bdi(ruleName(r)))),
				data.rules[r][3] ? el('p', {}, el('b', {}, W.WHY_RULE + ' '), bdi(data.rules[r][3])) : null, button(W.WHAT_WOULD_IT_DO, 'w', () => R.rule.open(r))));
		}
		for (const rule of item.why) (rule[WHY.holds] === 1 ? held : near).push(rule);
		held.sort((a, b) => b[WHY.score] - a[WHY.score]);
		near.sort((a, b) => nearness(b) - nearness(a));
		return [el('h3', {}, W.RULES_HELD), held.length ? held.map((rule) => rulePart(i, item, rule, colours)) : el('p', { class: 'soft' }, W.NO_RULES),
			near.length ? [el('h3', {}, W.RULES_NEAR), near.map((rule) => rulePart(i, item, rule, colours))] : null];
	}
	function openRules(i, item, values) {
		for (const r of values) { shown.rules.add(r); shown.last = r; const node = $('rule-' + r); if (node) node.open = true; }
		const first = $('rule-' + values[0]);
		if (first) { first.scrollIntoView({ block: 'nearest' }); first.querySelector('summary').focus({ preventScroll: true }); }
	}

	/* ---- tags, facts ---- */

	function tagsPart(i, item) {
		const d = dreams[i], rows = [], given = new Set(d[C.tags]), most = Math.max(1, ...((item && item.scores) || []).map((s) => s[1]));
		const removed = (tag) => keep.said('tag', idOf(i), tag);
		const remove = (tag) => removed(tag) === 'remove' ? el('span', { class: 'soft' }, W.V_remove)
			: button('×', '', () => R.decide('tag', i, tag, 'remove'), { class: 'tiny', 'aria-label': fill(W.REMOVE_TAG, clean(tag)) });
		const seen = new Set();
		for (const [t, score, isGiven, , needs] of ((item && item.scores) || []).slice().sort((a, b) => b[1] - a[1])) {
			seen.add(t);
			rows.push(el('li', { class: isGiven ? '' : 'off' }, tagElement(string(t)), el('meter', { min: 0, max: most, value: Math.max(0, score), 'aria-label': fill(W.SCORE, score) }), el('span', { class: 'num' }, score),
				el('span', { class: 'soft small' }, needs ? fill(W.NEEDS, needs) + ' ' : '', isGiven ? '' : W.NOT_GIVEN), given.has(t) ? remove(string(t)) : null));
		}
		for (const t of d[C.tags]) if (!seen.has(t)) rows.push(el('li', {}, tagElement(string(t)), el('span', {}), el('span', {}), el('span', {}), remove(string(t))));
		for (const line of keep.current().values())
			if (line.kind === 'tag' && line.subject === idOf(i) && line.value === 'add') rows.push(el('li', {}, tagElement(line.other), el('span', { class: 'soft' }, W.V_add)));
		return [el('h3', {}, W.TAGS), el('ul', { class: 'tags' }, rows), button(W.ADD_TAG, '', () => R.actions.addTag(i))];
	}
	function factsPart(i) {
		const d = dreams[i], facts = [];
		if (d[C.organisation] >= 0) facts.push([W.ORGANISATION, bdi(string(d[C.organisation]))]);
		if (d[C.region] >= 0) facts.push([W.REGION, bdi(string(d[C.region]))]);
		const category = keep.said('category', idOf(i));
		facts.push([W.CATEGORY, category ? (category === 'none' ? W.NONE : tagElement(category)) : d[C.category] >= 0 ? tagElement(string(d[C.category])) : d[C.unclear] ? W.UNCLEAR : W.NONE]);
		facts.push([W.FLOWERS, d[C.tally] < 0 ? W.NOT_TALLIED : [count(d[C.tally]) + ' ', el('span', { class: 'soft' }, fill(W.THRESHOLD, count(d[C.threshold]))), ' ', W['S_' + data.standings[d[C.standing]]]]]);
		facts.push([W.REQUEST, amount(d[C.request])]);
		facts.push([W.AWARD, d[C.award] === -1 ? W.NOT_ALLOCATED : amount(d[C.award])]);
		facts.push([W.ID, el('a', { href: '#dream-' + encodeURIComponent(idOf(i)), title: W.LINK }, bdi(idOf(i)))]);
		return el('dl', { class: 'facts' }, facts.map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
	}

	/* ---- why it is in the queue; what was decided ---- */

	function reasonsPart(item) {
		const out = [];
		for (let k = 0; item.limits && k < item.limits.length; k += 2) out.push(fill(W.W_limit, item.limits[k] < 0 ? '' : clean(ruleName(item.limits[k])), clean(item.limits[k + 1])));
		if (item.cause === 'unclear' || item.cause === 'match-limit') {
			const [first, a, second, b, margin, least] = item.best;
			if (first >= 0 && second >= 0 && a - b <= margin) out.push(fill(W.W_close, clean(string(first)), a, clean(string(second)), b, margin));
			else if (first >= 0 && a < least) out.push(fill(W.W_weak, clean(string(first)), a, least));
			else if (item.cause === 'unclear') out.push(W.W_unclear);
		}
		if (item.flags && item.flags.length) out.push(fill(W.W_flagged, clean(join(item.flags.map(string)))));
		for (let k = 0; k < item.signs.length; k += 2) out.push(fill(W.W_sign, clean(item.signs[k + 1])));
		for (const [kind, other, state, ...votes] of item.asks)
			for (const [person, value, code, why] of votes)
				out.push(state === 'asked' ? fill(W.W_asked, clean(person), clean(why)) : fill(W['W_' + state], clean(person), R.sayLine({ kind, subject: idOf(item.dream), other, value, code }), clean(why)));
		return el('ul', { class: 'reasons' }, out.map((text) => el('li', {}, text)));
	}
	function saidPart(subjects) {
		const ids = new Set(subjects.map(idOf)), lines = [];
		for (const line of keep.current().values())
			if (line.value !== '' && line.kind !== 'mark' && (ids.has(line.subject) || (line.kind === 'pair' && ids.has(line.other)))) lines.push(el('li', { class: 'mine' }, fill(W.SAID_HERE, R.sayLine(line)), line.why ? el('span', { class: 'soft' }, ' — ', bdi(line.why)) : null));
		for (const [kind, subject, other, value, person, why, , state] of data.decisions)
			if (ids.has(subject) || (kind === 'pair' && ids.has(other))) lines.push(el('li', {}, fill(W.SAID_BEFORE, clean(string(person)), R.sayLine({ kind, subject, other, value }), clean(why)), state ? el('span', { class: 'chip k-' + state }, W['C_' + state]) : null));
		return lines.length ? el('section', { class: 'said' }, el('h3', {}, W.SAID), el('ul', {}, lines)) : null;
	}
	function head(i, item, place) {
		const chips = item ? R.causesOf(item) : [];
		return el('div', { class: 'head' }, el('p', { class: 'soft small' }, place, ' ', chips.map((cause) => el('span', { class: 'chip k-' + cause }, W['C_' + cause] || cause)), item && R.isDone(item) ? el('span', { class: 'chip ok' }, '✓ ' + W.DONE) : null),
			el('h2', { id: 'heading' }, bdi(titleOf(i))), item ? reasonsPart(item) : null);
	}
	function build(i, item, place) {
		if (shown.dream !== i) { shown.dream = i; shown.rules.clear(); shown.last = undefined; }
		return [head(i, item, place), saidPart([i]), el('div', { class: 'halves' }, el('div', {}, textPart(i, item), factsPart(i)), el('div', {}, tagsPart(i, item), rulesPart(i, item)))];
	}
	R.dream = { build, textPart, factsPart, saidPart, shown, rulesOf };
})();
