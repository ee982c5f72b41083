/* Florin: the page of a result comes to life: controls, keys, printing. list.js, detail.js and address.js stand before it. */

/* ---- what address.js asks for ---- */

const orderText = () => state.sort === 'award' && state.descending ? '' : (state.descending ? '-' : '') + state.sort;
function takeOrder(text) {
	const name = text.replace(/^-/, ''), known = sorts.some(([sort]) => sort === name);
	state.sort = known ? name : 'award';
	state.descending = !known || text.startsWith('-');
}

/* ---- filters ---- */

function readFilters() {
	for (const key of keys) {
		const field = fieldOf(key), value = field ? field.value.trim() : '';
		if (value) state.filters[key] = value; else delete state.filters[key];
	}
}
function setFilters(change) {
	Object.assign(state.filters, change);
	writeFilters();
	readFilters();
	refresh();
	noteView();
}
function drawChips() {
	const chips = keys.filter((key) => state.filters[key]).map((key) => {
		const text = nameOf(key) + colon + titleOfValue(key, state.filters[key]);
		const chip = el('button', { type: 'button', class: 'chip', 'aria-label': fill(W.REMOVE_FILTER, clean(text)) }, bdi(text), ' ×');
		chip.addEventListener('click', () => setFilters({ [key]: '' }));
		return chip;
	});
	$('chips').replaceChildren(...chips);
	$('clear').hidden = !chips.length;
}
/* A list to choose from; where it would be too long, a field that helps to write. */
function fieldFor([key, name, values]) {
	const numbers = new Map();
	dreams.forEach((d, i) => { for (const value of new Set(values(d, i))) if (value) numbers.set(value, (numbers.get(value) || 0) + 1); });
	if (numbers.size === 0) return null;
	const sorted = [...numbers].sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0]));
	const id = 'f-' + key, label = (text, n) => clean(text).slice(0, 60) + inBrackets(count(n));
	if (sorted.length > SELECT_MAX) {
		const list = el('datalist', { id: id + '-list' }, sorted.slice(0, 2000).map(([value]) => el('option', { value: clean(value) })));
		return el('label', {}, el('span', {}, name), el('input', { id, type: 'text', list: id + '-list', autocomplete: 'off', placeholder: W.ANY }), list);
	}
	return el('label', {}, el('span', {}, name), el('select', { id }, el('option', { value: '' }, W.ANY),
		sorted.map(([value, n]) => el('option', { value }, label(titleOfValue(key, value), n)))));
}
function makeFilters() {
	const few = ['status', 'category'];
	choices.forEach((choice) => {
		const field = fieldFor(choice);
		if (field) (few.includes(choice[0]) ? $('few') : $('many')).append(field);
	});
	for (const [key, name] of ranges)
		$('many').append(el('label', { class: 'short' }, el('span', {}, name), el('input', { id: 'f-' + key, type: 'text', inputmode: 'decimal', autocomplete: 'off' })));
	sorts.forEach(([key, label]) => $('sort').append(el('option', { value: key }, label)));
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
	drawChips();
	drawHeads();
	draw();
}

/* ---- keys: one letter each, not while one writes, and one may switch them off (WCAG 2.1.4) ---- */

function step(by) {
	const openers = [...$('rows').querySelectorAll('.opener')], at = openers.indexOf(document.activeElement);
	const next = at < 0 ? (by > 0 ? 0 : openers.length - 1) : at + by;
	if (openers[next]) {
		openers[next].focus();
		openers[next].scrollIntoView({ block: 'nearest' });
	}
}
const bindings = {
	'/': () => { $('dreams').scrollIntoView(); fieldOf('search').focus(); },
	'j': () => step(1), 'k': () => step(-1),
	'[': () => { if (state.page > 0) turnTo(state.page - 1); },
	']': () => { if (state.page < pageCount() - 1) turnTo(state.page + 1); },
	'x': () => $('clear').click(),
	'?': () => $('keys').showModal(),
};
function onKey(event) {
	if (event.key === 'Escape' && event.target === fieldOf('search') && !event.target.value) event.target.blur();
	if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !$('keys-on').checked) return;
	if (event.target.closest('input, select, textarea, dialog')) return;
	const action = Object.prototype.hasOwnProperty.call(bindings, event.key) ? bindings[event.key] : null;
	if (!action) return;
	event.preventDefault();
	action();
}

function start() {
	document.documentElement.classList.add('script');
	makeFilters();
	let timer = 0;
	const later = () => { clearTimeout(timer); timer = setTimeout(() => { readFilters(); refresh(); noteView(); }, 120); };
	$('filters').addEventListener('input', (event) => { if (event.target.id !== 'sort') later(); });
	$('sort').addEventListener('change', () => { sortBy($('sort').value, !upward($('sort').value)); noteView(); });
	$('direction').addEventListener('click', () => { sortBy(state.sort, !state.descending); noteView(); });
	$('filters').addEventListener('submit', (event) => event.preventDefault());
	$('clear').addEventListener('click', () => {
		clearTimeout(timer); /* of what was written last */
		state.filters = {};
		writeFilters();
		refresh();
		noteView();
	});
	$('help').addEventListener('click', () => $('keys').showModal());
	addEventListener('keydown', onKey);
	addEventListener('beforeprint', () => { if (found.length <= PRINT_MAX) draw(true); });
	addEventListener('afterprint', () => draw());
	startAddress();
}
start();
