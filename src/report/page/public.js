/* Florin: the public page comes to life: search, filters, order, printing. public_dream.js and address.js stand before it. */
const PAGE = 30, PRINT_MAX = 300, SELECT_MAX = 300;
const byId = new Map(dreams.map((d, i) => [d[C.id], i]));
const collator = new Intl.Collator(data.lang, { numeric: true });
const keys = ['search', 'state', 'category', 'region'];
const state = { filters: {}, sort: 'award', page: 0, open: new Set() };
let found = [];

/* ---- which dreams ---- */

const haystacks = new Array(dreams.length);
function haystack(i) {
	const d = dreams[i];
	if (haystacks[i] === undefined)
		haystacks[i] = fold([d[C.id], d[C.title], d[C.body], string(d[C.region]), string(d[C.category]), nameOfTag(string(d[C.category])), string(d[C.organisation]), string(d[C.partner])].join('\n'));
	return haystacks[i];
}
const regionsOf = (d) => string(d[C.region]).split('/').map((part, n, all) => all.slice(0, n + 1).join('/'));
const valuesOf = { state: statesOf, category: (d) => [string(d[C.category])], region: regionsOf };
const sorts = [
	['award', W.BY_AWARD, (d) => Number(d[C.award])],
	['flowers', W.BY_FLOWERS, (d) => Number(d[C.tally])],
	['news', W.BY_NEWS, newsOf],
	['late', W.BY_LATE, (d) => d[C.late]],
	['title', W.BY_TITLE, null],
].filter(([key]) => data.follows || (key !== 'news' && key !== 'late'));
function select() {
	const words = fold(state.filters.search || '').split(/\s+/).filter(Boolean);
	const tests = keys.slice(1).filter((key) => state.filters[key]).map((key) => (d) => valuesOf[key](d).includes(state.filters[key]));
	if (words.length) tests.push((d, i) => words.every((word) => haystack(i).includes(word)));
	found = [];
	dreams.forEach((d, i) => { if (tests.every((test) => test(d, i))) found.push(i); });
	const value = sorts.find(([key]) => key === state.sort)[2];
	if (value) {
		const values = new Float64Array(dreams.length), flowers = (i) => Number(dreams[i][C.tally]);
		for (const i of found) values[i] = value(dreams[i]);
		found.sort((a, b) => values[b] - values[a] || flowers(b) - flowers(a) || a - b);
	} else {
		found.sort((a, b) => collator.compare(titleOf(dreams[a]), titleOf(dreams[b])) || a - b);
	}
}

/* ---- the list ---- */

function toggle(i) {
	const item = $('row-' + i), open = !state.open.has(i);
	if (open) { state.open.add(i); item.append(detailOf(i)); } else { state.open.delete(i); $('detail-' + i).remove(); }
	item.classList.toggle('open', open);
	item.querySelector('.opener').setAttribute('aria-expanded', String(open));
	noteDreams();
}
const pageCount = () => Math.max(1, Math.ceil(found.length / PAGE));
function drawPager() {
	const pages = pageCount();
	const button = (label, text, page, enabled) => {
		const b = el('button', { type: 'button', class: 'quiet', 'aria-label': label, title: label, disabled: !enabled }, text);
		b.addEventListener('click', () => {
			state.page = page;
			draw();
			$('dreams').scrollIntoView();
			$('rows').querySelector('.opener').focus({ preventScroll: true });
		});
		return b;
	};
	$('pager').replaceChildren(...(pages < 2 ? [] : [button(W.PREVIOUS, '‹', state.page - 1, state.page > 0),
		el('span', {}, fill(W.PAGE_OF, count(state.page + 1), count(pages))), button(W.NEXT, '›', state.page + 1, state.page < pages - 1)]));
}
function draw(all) {
	const slice = all ? found : found.slice(state.page * PAGE, (state.page + 1) * PAGE);
	$('rows').start = all ? 1 : state.page * PAGE + 1;
	$('rows').replaceChildren(...slice.map((i) => lineOf(i, state.open.has(i))));
	drawPager();
}
function refresh() {
	select();
	state.page = 0;
	let sum = 0n;
	for (const i of found) sum += BigInt(dreams[i][C.award]);
	const awarded = currency(money(sum.toString()));
	$('shown').textContent = found.length === 0 ? W.SHOWN_NONE : found.length === 1 ? fill(W.SHOWN_ONE, '1', awarded) : fill(W.SHOWN, count(found.length), awarded);
	$('sort').value = state.sort;
	$('clear').hidden = !keys.some((key) => state.filters[key]);
	draw();
}

/* ---- what address.js asks for ---- */

const orderText = () => state.sort === 'award' ? '' : state.sort;
function takeOrder(text) {
	state.sort = sorts.some(([name]) => name === text) ? text : 'award';
}
const titleOfValue = (key, value) => value;

/* ---- filters ---- */

function readFilters() {
	for (const key of keys) state.filters[key] = fieldOf(key).value.trim();
	state.sort = $('sort').value;
}
function makeField(key, names) {
	const numbers = new Map(), field = $('f-' + key);
	for (const d of dreams) for (const value of new Set(valuesOf[key](d))) if (value) numbers.set(value, (numbers.get(value) || 0) + 1);
	const order = names ? Object.keys(names).filter((value) => numbers.has(value)) : [...numbers].sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0])).slice(0, SELECT_MAX).map(([value]) => value);
	field.append(el('option', { value: '' }, W.ANY), ...order.map((value) =>
		el('option', { value }, (names ? names[value] : clean(key === 'category' ? wordOfTag(value) : value).slice(0, 60)) + inBrackets(count(numbers.get(value))))));
	field.closest('label').hidden = numbers.size === 0;
}
function start() {
	document.documentElement.classList.add('script');
	makeField('state', stateNames);
	makeField('category', null);
	makeField('region', null);
	sorts.forEach(([key, name]) => $('sort').append(el('option', { value: key }, name)));
	let timer = 0;
	$('filters').addEventListener('input', () => {
		clearTimeout(timer);
		timer = setTimeout(() => { readFilters(); refresh(); noteView(); }, 120);
	});
	$('filters').addEventListener('submit', (event) => event.preventDefault());
	$('clear').addEventListener('click', () => {
		clearTimeout(timer); /* of what was written last */
		state.filters = {};
		writeFilters();
		refresh();
		noteView();
		$('f-search').focus();
	});
	$('check-all').addEventListener('click', () => answerIn($('check-answer'), verdictOf(fill(W.CHECK_ALL_YES, count(R.awards), R.root))));
	addEventListener('beforeprint', () => {
		for (const details of document.querySelectorAll('details')) details.open = true; /* paper has nothing to open */
		if (found.length <= PRINT_MAX) draw(true);
	});
	addEventListener('afterprint', () => draw());
	startAddress();
}
start();
