/* Florin: the address of a page with a list: #dream-ID opens a dream, #dreams?key=value&... is a view. The page's own scripts say what it
 * lists (dreams, found, state, keys, PAGE), draw it (draw, refresh), and how it is ordered (orderText, takeOrder).
 *
 * The dream that was opened last stands in the address, so that it can be copied; the way back leads to the list as it was before. Opened
 * dreams are one step above the list, however many: who read twenty goes back once. */
const VIEW = 'view', DREAM = 'dream'; /* what the browser remembers of an address that the page wrote; none of one that was followed */
let leaving = false; /* on the way back to the list */

const fieldOf = (key) => $('f-' + key);
const hashOf = (d) => '#dream-' + encodeURIComponent(d[C.id]);
const decoded = (text) => { try { return decodeURIComponent(text); } catch (error) { return null; } };
function viewHash() {
	const parts = keys.filter((key) => state.filters[key]).map((key) => key + '=' + encodeURIComponent(state.filters[key]));
	if (orderText()) parts.push('sort=' + orderText());
	return parts.length ? '#dreams?' + parts.join('&') : '#dreams';
}
function write(how, what, hash) {
	try { history[how](what, '', hash); } catch (error) { /* a page inside another may not; the list works without */ }
}
function noteView() { write('replaceState', history.state === DREAM ? DREAM : VIEW, viewHash()); }
function noteDreams() {
	const last = [...state.open].pop(), linked = history.state === null && location.hash.startsWith('#dream-');
	if (leaving) return; /* told when the list is reached */
	if (last !== undefined) {
		const above = linked || history.state === DREAM;
		if (!above && history.state === null) write('replaceState', VIEW); /* where the way back leads */
		write(above ? 'replaceState' : 'pushState', linked ? null : DREAM, hashOf(dreams[last]));
	} else if (history.state === DREAM) {
		leaving = true;
		history.back();
	} else {
		noteView();
	}
}
function takeView(query) {
	state.filters = {};
	takeOrder('');
	for (const part of query.split('&')) {
		const at = part.indexOf('='), key = part.slice(0, at), value = decoded(part.slice(at + 1));
		if (at < 0 || value === null) continue;
		if (keys.includes(key)) state.filters[key] = value;
		else if (key === 'sort') takeOrder(value);
	}
	writeFilters();
	refresh();
}
function writeFilters() {
	for (const key of keys) {
		const field = fieldOf(key), value = state.filters[key] || '';
		if (!field) continue;
		if (field.tagName === 'SELECT' && value && ![...field.options].some((o) => o.value === value))
			field.append(el('option', { value }, clean(titleOfValue(key, value)).slice(0, 60))); /* a view that names what no dream has */
		field.value = value;
	}
}
function openDream(id) {
	const i = id === null ? undefined : byId.get(id);
	if (i === undefined) {
		$('shown').textContent = fill(W.NO_SUCH, clean(id || ''));
		$('dreams').scrollIntoView();
		return;
	}
	if (!found.includes(i)) {
		state.filters = {};
		writeFilters();
		refresh();
	}
	state.open.delete(i);
	state.open.add(i); /* the last one */
	state.page = Math.floor(found.indexOf(i) / PAGE);
	draw();
	$('row-' + i).scrollIntoView({ block: 'start' });
	$('row-' + i).querySelector('.opener').focus({ preventScroll: true });
}
/* A link was followed, or an address written. */
function follow() {
	if (location.hash.startsWith('#dream-')) {
		openDream(decoded(location.hash.slice(7)));
	} else if (location.hash.startsWith('#dreams?')) {
		takeView(location.hash.slice(8));
		$('dreams').scrollIntoView();
	}
}
/* Back or forward to an address that the page wrote. */
function comeBack() {
	const view = location.hash.startsWith('#dreams');
	if (leaving) {
		leaving = false;
		if (state.open.size) noteDreams(); else noteView(); /* another one was opened meanwhile, or filters have changed */
	} else if (history.state === DREAM && !view) {
		openDream(decoded(location.hash.slice(7)));
	} else if (history.state !== null) {
		state.open.clear();
		if (view && location.hash !== viewHash()) takeView(location.hash.slice(8)); else draw();
	}
}
function startAddress() {
	addEventListener('popstate', comeBack);
	addEventListener('hashchange', () => { if (history.state === null) follow(); });
	refresh();
	follow();
}
