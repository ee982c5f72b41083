/* Florin: one dream of the public page: its line in the list, and all that is told of it. public_receipt.js stands before it. */
const T = { state: 0, due: 1, amount: 2, paid: 3, day: 4 }, M = { state: 0, due: 1, reported: 2, accepted: 3, people: 4, spent: 5, story: 6 };
const F = { paid: 0, planned: 1, returned: 2, stopped: 3, tranches: 4, milestones: 5 };
const E = { awarded: 0, paid: 1, planned: 2, returned: 3, ended: 4 };
const STATE = { done: 0, ended: 1, later: 2, soon: 3, overdue: 4, review: 5, waits: 6 }; /* as follow.h numbers them */
const PROGRESS = ['none', 'waiting', 'running', 'done', 'stopped'];

/* ---- words ---- */

const dayFormat = new Intl.DateTimeFormat(chinese ? 'zh-CN' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const dayText = (day) => dayFormat.format(new Date(day * 864e5));
const amountText = (amount) => currency(money(amount));
const flowersText = (n) => Number(n) === 1 ? W.FLOWERS_1 : fill(W.FLOWERS_N, count(n));
const titleOf = (d) => d[C.title] || d[C.body].slice(0, 120) || d[C.id];
const wordOfTag = (tag) => nameOfTag(tag) || tag.slice(tag.indexOf(':') + 1);
const followed = (d) => d[C.followed] || null;
const lateText = (days) => days === 1 ? W.S_LATE_DAY : fill(W.S_LATE_DAYS, count(days));
/* The states of a dream: it may be in several (under way, and late). The first is shown. */
const stateNames = { funded: W.S_FUNDED, waiting: W.S_WAITING, running: W.S_RUNNING, done: W.S_DONE, late: W.S_LATE, stopped: W.S_STOPPED, kept: W.S_KEPT, ended: W.S_ENDED,
	unfunded: W.S_UNFUNDED, 'below-threshold': W.S_BELOW, duplicate: W.S_DUPLICATE, ineligible: W.S_OUT };
function statesOf(d) {
	const before = d[C.earlier];
	if (!Number(d[C.award])) return [before ? before[E.ended] ? 'ended' : 'kept' : data.statuses[d[C.status]]];
	const out = followed(d) ? [PROGRESS[d[C.state]], 'funded'] : ['funded'];
	return d[C.late] ? ['late', ...out] : out;
}
function chips(d) {
	const states = statesOf(d), chip = (state, text) => el('span', { class: 'status ' + state }, text);
	return states[0] === 'late' ? [chip('late', lateText(d[C.late])), ' ', chip(states[1], stateNames[states[1]])] : [chip(states[0], stateNames[states[0]])];
}
/* The last day on which something was told of it. */
function newsOf(d) {
	const f = followed(d);
	return f ? Math.max(f[F.stopped], ...f[F.tranches].map((t) => t[T.day]), ...f[F.milestones].map((m) => Math.max(m[M.reported], m[M.accepted]))) : -1;
}

/* ---- the plan ---- */

function whatOf(item, index) { /* state and due day of a tranche or a milestone, in words */
	switch (item[index.state]) {
	case STATE.overdue: return el('b', { class: 'late' }, data.day - item[index.due] === 1 ? W.OVER_1 : fill(W.OVER, count(data.day - item[index.due])));
	case STATE.soon: return W.SOON;
	case STATE.waits: return W.WAITS;
	case STATE.ended: return W.ENDED;
	default: return W.TO_COME;
	}
}
function paymentRow(title, t) {
	const paid = Number(t[T.paid]) > 0, done = t[T.state] === STATE.done && paid;
	const told = done ? fill(W.PAID_ON, amountText(t[T.paid]), dayText(t[T.day]))
		: paid ? fill(W.PAID_PART, amountText(t[T.paid]), amountText(t[T.amount]), dayText(t[T.day])) : '';
	return [el('span', {}, fillBdi(W.PAYMENT, title), ' ', el('span', { class: 'soft' }, amountText(t[T.amount]))), dayText(t[T.due]),
		done ? told : el('span', {}, told, told ? el('br') : '', whatOf(t, T))];
}
/* A word with one text in it that came from outside. */
function fillBdi(text, value) {
	const [before, after] = text.split('{0}');
	return el('span', {}, before, bdi(value), after);
}
function reportRow(title, m) {
	const told = m[M.accepted] >= 0 ? fill(W.ACCEPTED, dayText(m[M.reported]), dayText(m[M.accepted])) : m[M.reported] >= 0 ? fill(W.REPORTED, dayText(m[M.reported])) : '';
	const numbers = [Number(m[M.people]) >= 0 ? fill(W.REACHED, count(m[M.people])) : '', Number(m[M.spent]) >= 0 ? fill(W.SPENT, amountText(m[M.spent])) : ''].filter(Boolean);
	return [fillBdi(W.REPORT, title), dayText(m[M.due]), el('span', {}, told || whatOf(m, M),
		numbers.length ? el('br') : '', numbers.join(comma), m[M.story] ? el('blockquote', { dir: 'auto' }, clean(m[M.story])) : '')];
}
function planPart(d) {
	const f = followed(d);
	if (!f) return [];
	const rows = [...f[F.tranches].map((t, i) => paymentRow(data.tranches[i], t)), ...f[F.milestones].map((m, i) => reportRow(data.milestones[i], m))];
	return [el('h3', {}, W.PLAN_HEAD),
		f[F.stopped] >= 0 ? el('p', { class: 'stopped' }, fill(W.STOPPED_ON, dayText(f[F.stopped]), amountText(f[F.paid]), amountText(f[F.returned]))) : null,
		table(W.PLAN_HEAD, [W.PLAN_STEP, W.PLAN_DUE, W.PLAN_IS], rows)];
}

/* ---- why, words, money ---- */

const sentence = (text) => text ? text[0].toUpperCase() + text.slice(1) + (chinese ? '。' : '.') : '';
function whyPart(d) {
	const free = Number(d[C.threshold]) === 0;
	const asked = fill(free ? W.WHY_ASKED_FREE : W.WHY_ASKED, amountText(d[C.request]), flowersText(d[C.tally]), flowersText(d[C.threshold]));
	const change = string(d[C.change]);
	const parts = [asked, d[C.exception] ? W.WHY_EXCEPTION : '', sentence(string(d[C.reason])), change ? fill(W.WHY_CHANGE, change) : ''];
	return el('p', { class: 'why' }, bdi(parts.filter(Boolean).join(chinese ? '' : ' ')));
}
function wordsPart(d) {
	if (data.statuses[d[C.status]] === 'ineligible') return [el('p', { class: 'soft' }, W.NO_WORDS)];
	const box = el('div', { class: 'text', dir: 'auto' }, d[C.body] ? clean(d[C.body]) : el('span', { class: 'soft' }, W.WORDS_NONE));
	if (d[C.cut]) box.append(el('p', { class: 'soft' }, fill(W.WORDS_CUT, count(d[C.cut]))));
	return [el('h3', {}, W.WORDS_HEAD), box];
}
function factsPart(d) {
	const list = el('dl', { class: 'facts' });
	const add = (name, ...value) => list.append(el('dt', {}, name), el('dd', {}, ...value));
	add(W.ASKED, amountText(d[C.request]));
	if (Number(d[C.raised])) add(W.RAISED, amountText(d[C.raised]));
	add(W.AWARDED, amountText(d[C.award]), d[C.payments].map(([pool, amount]) =>
		el('span', { class: 'soft' }, el('br'), fillBdi(W.FROM_POOL, data.pools[pool]), d[C.payments].length > 1 ? colon + amountText(amount) : '')));
	const before = d[C.earlier];
	if (before) add(W.EARLIER, amountText(before[E.awarded]), el('br'), el('span', { class: 'soft' },
		fill(W.EARLIER_OF, amountText(before[E.paid]), amountText(before[E.planned]), amountText(before[E.returned]))));
	if (d[C.organisation] >= 0) add(W.ORGANISATION, bdi(string(d[C.organisation])));
	if (d[C.partner] >= 0) add(W.PARTNER, bdi(string(d[C.partner])));
	return [el('h3', {}, W.MONEY_HEAD), list];
}
function sameAsPart(d) {
	const other = dreams[d[C.same_as]];
	if (!other) return null;
	const [before, after] = W.SAME_AS.split('{0}');
	return el('p', {}, before, el('a', { href: hashOf(other) }, bdi(titleOf(other))), after);
}
function detailOf(i) {
	const d = dreams[i];
	return el('div', { class: 'detail', id: 'detail-' + i }, whyPart(d), sameAsPart(d),
		el('div', { class: 'halves' }, el('div', {}, wordsPart(d)), el('div', {}, factsPart(d))),
		planPart(d), receiptPart(i),
		el('p', { class: 'small' }, el('a', { href: hashOf(d) }, W.LINK), ' ', el('span', { class: 'soft' }, bdi(d[C.id]))));
}
function lineOf(i, open) {
	const d = dreams[i], where = [string(d[C.region]), wordOfTag(string(d[C.category]))].filter(Boolean);
	const opener = el('button', { type: 'button', class: 'opener', 'aria-expanded': String(open), 'aria-controls': 'detail-' + i }, bdi(titleOf(d)));
	const item = el('li', { id: 'row-' + i, class: open ? 'open' : null },
		el('div', { class: 'line' },
			el('h3', { class: 't' }, opener),
			el('p', { class: 'under' }, where.map((text, n) => [n ? ' · ' : '', bdi(text)]).flat()),
			el('p', { class: 'sums' }, Number(d[C.award]) ? el('b', {}, amountText(d[C.award])) : null,
				el('span', {}, flowersText(d[C.tally])), el('span', {}, chips(d)))));
	opener.addEventListener('click', () => toggle(i));
	if (open) item.append(detailOf(i));
	return item;
}
