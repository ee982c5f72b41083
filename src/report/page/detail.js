/* Florin: one dream in full: its reason, its words with what rules hit, its flowers and money, its tags, its cluster side by side.
 * list.js and differ.js stand before it. */
const HIT = { rule: 0, tag: 1, pattern: 2, field: 3, start: 4, end: 5, fact: 6, value: 7, pack: 8, text: 9 };

/* ---- text and tags ---- */

function highlighted(text, hits) { /* overlapping hits become one mark */
	const out = document.createDocumentFragment();
	const sorted = hits.slice().sort((a, b) => a[HIT.start] - b[HIT.start] || b[HIT.end] - a[HIT.end]);
	let at = 0;
	for (let k = 0; k < sorted.length;) {
		let end = sorted[k][HIT.end];
		const from = sorted[k][HIT.start], tags = new Set();
		for (; k < sorted.length && (sorted[k][HIT.start] < end || sorted[k][HIT.start] === from); k++) {
			end = Math.max(end, sorted[k][HIT.end]);
			tags.add(roleOf(sorted[k]));
		}
		if (end <= from) continue;
		out.append(clean(text.slice(at, from)), el('mark', { title: clean([...tags].join(', ')) }, clean(text.slice(from, end))));
		at = end;
	}
	out.append(clean(text.slice(at)));
	return out;
}
/* The tag a hit speaks for; a hit without one has read a number, or is why a rule did not hold. */
const roleOf = (hit) => string(hit[HIT.tag]) || (hit[HIT.fact] >= 0 ? W.EXTRACTED : W.EXCEPTION);
function hitWords(d, hit) {
	const field = string(hit[HIT.field]);
	if (hit.length > HIT.text) return hit[HIT.text];
	return field === 'title' ? d[C.title].slice(hit[HIT.start], hit[HIT.end]) : field === 'body' ? d[C.body].slice(hit[HIT.start], hit[HIT.end]) : '';
}
const fieldName = (field) => field === 'title' ? W.F_TITLE : field === 'body' ? W.F_BODY : clean(field);
function textPart(d) {
	const shown = (field) => d[C.hits].filter((h) => h.length <= HIT.text && string(h[HIT.field]) === field);
	const box = el('div', { class: 'text', tabindex: '0', role: 'group', 'aria-label': W.TEXT },
		el('bdi', { class: 'title', dir: 'auto' }, highlighted(d[C.title], shown('title'))));
	if (d[C.body]) box.append(el('div', { dir: 'auto' }, highlighted(d[C.body], shown('body'))));
	else box.append(el('span', { class: 'soft' }, W.TEXT_NONE));
	if (d[C.cut]) box.append(el('p', { class: 'soft' }, fill(W.TEXT_CUT, count(d[C.cut]))));
	return [el('h3', {}, W.TEXT), box];
}
function factsPart(d) {
	const facts = [['organisation', W.ORGANISATION, string(d[C.organisation])], ['region', W.REGION, string(d[C.region])],
		[null, W.SUBMITTED, d[C.submitted]], [null, W.SOURCE, d[C.source]]];
	const list = el('dl', { class: 'facts' });
	for (const [key, name, value] of facts)
		if (value) list.append(el('dt', {}, name), el('dd', {}, key ? filterLink(key, value, bdi(value)) : bdi(value)));
	list.append(el('dt', {}, W.ID), el('dd', {}, el('a', { href: hashOf(d), title: W.LINK }, bdi(d[C.id]))));
	return list;
}
const filterLink = (key, value, ...children) => el('a', { href: '#dreams?' + key + '=' + encodeURIComponent(value) }, ...children);
/* A tag by its name, with the tag itself beside it. */
const tagCell = (tag) => el('span', {}, filterLink('tag', tag, tagElement(tag)), nameOfTag(tag) ? [' ', el('span', { class: 'soft' }, bdi(tag))] : []);
/* One row for each rule and tag, with all the words it hit. */
function tagsPart(d) {
	const rules = new Map();
	for (const hit of d[C.hits]) into(rules, [hit[HIT.tag], hit[HIT.pack], hit[HIT.rule], hit[HIT.fact], hit[HIT.value]].join(), hit);
	const rows = [...rules.values()].map((hits) => {
		const hit = hits[0], words = new Map();
		for (const h of hits) into(words, fieldName(string(h[HIT.field])), hitWords(d, h));
		return [
			hit[HIT.tag] < 0 ? el('span', { class: 'soft' }, roleOf(hit)) : tagCell(string(hit[HIT.tag])),
			el('span', {}, [...words].map(([field, list], n) => [n ? ' ' : '', [...new Set(list)].map((w) => [el('mark', {}, bdi(w)), ' ']),
				el('span', { class: 'soft' }, field)]).flat(3)),
			el('span', {}, bdi(string(hit[HIT.rule])), el('br'),
				el('span', { class: 'soft' }, bdi([string(hit[HIT.pack]), ...new Set(hits.map((h) => string(h[HIT.pattern])).filter(Boolean))].join(' · ')))),
			hit[HIT.fact] < 0 ? '' : bdi(string(hit[HIT.fact]) + ' = ' + string(hit[HIT.value])),
		];
	});
	const shown = new Set(d[C.hits].map((hit) => hit[HIT.tag]));
	for (const tag of d[C.tags])
		if (!shown.has(tag)) rows.push([tagCell(string(tag)), el('span', { class: 'soft' }, W.STATED), '', '']);
	const facts = rows.some((row) => row[3] !== '');
	return [el('h3', {}, W.TAGS), rows.length === 0 ? el('p', { class: 'soft' }, W.NO_TAGS)
		: table(W.TAGS, [W.TAG, W.WORDS_HIT, W.RULE].concat(facts ? [W.FACT] : []), rows.map((row) => facts ? row : row.slice(0, 3)))];
}

/* ---- the cluster ---- */

const verdicts = [W.V_SAME, W.V_REVIEW, W.V_DIFFERENT];
function differences(p) {
	const names = [W.D_NUMBER, W.D_PLACE, W.D_OBJECT, W.D_ORGANISATION].filter((name, bit) => p[PAIR.differs] & (1 << bit));
	return names.length ? fill(W.DIFFERS, names.join(comma)) : p[PAIR.exact] ? W.EXACT : '';
}
function sideBySide(i, other) { /* made when it is opened: comparing takes a while for long texts */
	const a = dreams[i], b = dreams[other], body = el('div', { class: 'sides' });
	const box = el('details', {}, el('summary', {}, W.SIDE_BY_SIDE + colon, bdi(a[C.id]), ' | ', bdi(b[C.id])), body);
	const side = (name, d, title, text) => el('div', { class: 'text' }, el('p', { class: 'soft small' }, name, ' ', bdi(d[C.id])),
		el('bdi', { class: 'title', dir: 'auto' }, title), el('div', { dir: 'auto' }, text));
	const make = () => {
		if (body.childNodes.length) return;
		const titles = differ(a[C.title], b[C.title]), texts = differ(a[C.body], b[C.body]);
		body.append(side(W.THIS_DREAM, a, titles[0], texts[0]), side(W.OTHER, b, titles[1], texts[1]));
	};
	box.addEventListener('toggle', make);
	box.make = () => { make(); box.open = true; };
	return box;
}
function clusterPart(i) {
	const d = dreams[i], stands = members.get(i) || [], pairs = (pairsOf.get(i) || []).slice().sort((a, b) => a[PAIR.verdict] - b[PAIR.verdict] || b[PAIR.score] - a[PAIR.score]);
	const represented = d[C.representative] !== i && d[C.representative] >= 0;
	if (!represented && !stands.length && !pairs.length) return [];
	const out = [el('h3', {}, W.CLUSTER)], facts = el('dl', { class: 'facts' });
	if (represented) facts.append(el('dt', {}, W.REPRESENTED_BY), el('dd', {}, linkTo(dreams[d[C.representative]])));
	stands.forEach((other, n) => facts.append(el('dt', {}, n ? '' : W.STANDS_FOR), el('dd', {}, linkTo(dreams[other]))));
	if (facts.childNodes.length) out.push(facts);
	if (pairs.length) out.push(table(W.CLUSTER, [W.OTHER, '#' + W.ALIKE, W.VERDICT, W.ONLY_HERE, W.ONLY_THERE], pairs.map((p) => {
		const mine = p[PAIR.a] === i, note = differences(p);
		return [linkTo(dreams[mine ? p[PAIR.b] : p[PAIR.a]]),
			el('span', {}, p[PAIR.score] + ' %', el('br'), el('span', { class: 'soft' }, W.IN_TITLE + ' ' + p[PAIR.title] + ', ' + W.IN_TEXT + ' ' + p[PAIR.body])),
			el('span', {}, verdicts[p[PAIR.verdict]], note ? el('br') : '', note ? el('span', { class: 'soft' }, note) : ''),
			bdi(mine ? p[PAIR.onlyA] : p[PAIR.onlyB]), bdi(mine ? p[PAIR.onlyB] : p[PAIR.onlyA])];
	})));
	const others = new Set([...(represented ? [d[C.representative]] : []), ...stands,
		...pairs.filter((p) => p[PAIR.verdict] <= REVIEW).map((p) => p[PAIR.a] === i ? p[PAIR.b] : p[PAIR.a])]);
	const boxes = [...others].filter((other) => hasText(d) && hasText(dreams[other])).map((other) => sideBySide(i, other));
	if (boxes.length) boxes[0].make();
	return out.concat(boxes);
}

function rulingsPart(i) {
	const rulings = rulingsOf.get(i) || [];
	return rulings.length === 0 ? [] : [el('h3', {}, W.DECISIONS), table(W.DECISIONS, [W.DECISION, W.DECIDED_WHY, W.DECIDED_BY, W.DECIDED_AT, W.DECISION_STATE],
		rulings.map((r) => [bdi(r[RULING.text]), bdi(r[RULING.why]), bdi(r[RULING.person]), r[RULING.when], r[RULING.state]]))];
}

/* ---- flowers and money ---- */

function tallyPart(d) {
	const [raw, ...steps] = d[C.steps], givers = steps[7], needed = steps[8];
	const names = [W.T_WINDOW, W.T_EARNED, W.T_WEIGHTED, W.T_PER_DAY, W.T_CAPPED, W.T_PER_GIVER, W.T_MERGED];
	const rows = [[W.T_RAW, count(raw)]];
	names.forEach((name, n) => { if (steps[n] !== (n ? steps[n - 1] : raw)) rows.push([name, count(steps[n])]); });
	rows.push(Object.assign([W.T_TALLY, count(d[C.tally])], { total: true }));
	const missing = Number(d[C.threshold]) - Number(d[C.tally]);
	rows.push([W.T_THRESHOLD + inBrackets(missing > 0 ? fill(W.T_SHORT, count(missing)) : W.T_REACHED), count(d[C.threshold])]);
	if (givers) rows.push([W.T_GIVERS, count(givers)]);
	if (needed) rows.push([W.T_NEED_GIVERS + inBrackets(givers < needed ? fill(W.T_SHORT, count(needed - givers)) : W.T_REACHED), count(needed)]);
	return [el('h3', {}, W.TALLY), table(W.TALLY, [W.STEP, '#' + W.FLOWERS], rows)];
}
function moneyPart(d) {
	const rows = d[C.payments].map(([pool, amount]) => [filterLink('pool', data.pools[pool], bdi(data.pools[pool])), money(amount)]);
	const request = BigInt(d[C.request]), tenths = request > 0n ? BigInt(d[C.award]) * 1000n / request : 0n;
	const covered = fill(W.COVERED, tenths / 10n + '.' + tenths % 10n);
	rows.push(Object.assign([Number(d[C.award]) ? W.AWARD + inBrackets(covered) : W.AWARD, money(d[C.award])], { total: true }), [W.REQUEST, money(d[C.request])]);
	if (String(d[C.upper]) !== String(d[C.request])) rows.push([W.MOST, money(d[C.upper])]);
	if (Number(d[C.raised])) rows.push([W.RAISED, money(d[C.raised])]);
	return [el('h3', {}, W.MONEY), table(W.MONEY, [W.POOL, '#' + W.AMOUNT + inBrackets(unitOfMoney)], rows)];
}
function detailOf(i) {
	const d = dreams[i], text = hasText(d), change = text ? d[C.change] : '';
	return el('tr', { role: 'row', class: 'detail', id: 'detail-' + i }, el('td', { role: 'cell', colspan: heads.length },
		el('p', { class: 'why' }, text ? bdi(d[C.reason]) : data.reasons[d[C.why]][1]),
		change ? el('p', { class: 'soft change' }, W.CHANGE + colon, bdi(change)) : null,
		el('div', { class: 'halves' },
			el('div', {}, text ? textPart(d) : el('p', { class: 'soft' }, W.TEXT_LEFT_OUT), text ? factsPart(d) : null),
			el('div', {}, moneyPart(d), text ? tallyPart(d) : null)),
		text ? tagsPart(d) : null, clusterPart(i), rulingsPart(i)));
}
