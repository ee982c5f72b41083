/* review_rule.js: what a rule does: every dream it hit, marked right or wrong; the marks are labels for the rule's statistics. */
(() => {
	const { keep, string, el, button, ruleName, idOf } = R;

	function tally(r) {
		let right = 0, wrong = 0;
		for (const i of R.dreamsOf(r)) {
			const said = keep.said('mark', idOf(i), ruleName(r));
			right += said === 'right';
			wrong += said === 'wrong';
		}
		return [R.dreamsOf(r).length, right, wrong];
	}
	function open(r) {
		R.list.setMode('rule', r);
		if (!R.list.go(0)) R.refresh();
		history.replaceState(null, '', '#rule-' + data.rules[r].slice(0, 2).map(encodeURIComponent).join('/'));
	}
	function leave() {
		const row = R.lastItem();
		R.list.setMode('queue');
		if (row === undefined || !R.list.goTo(row)) R.list.go(0);
	}
	function mark(value) {
		const { view } = R.list, i = view.rows[view.cursor];
		if (view.mode !== 'rule' || i === undefined) return;
		const again = keep.said('mark', idOf(i), ruleName(view.rule)) === value;
		R.decide('mark', i, ruleName(view.rule), again ? '' : value);
	}
	function build(i, r, place) {
		const rule = data.rules[r], [all, right, wrong] = tally(r), said = i === undefined ? '' : keep.said('mark', idOf(i), ruleName(r));
		return [el('div', { class: 'head' }, el('p', { class: 'soft small' }, button(W.BACK, 'Esc', leave, { class: 'tiny' }), ' ', bdi(ruleName(r)), ' ', place),
			el('h2', { id: 'heading' }, bdi(rule[2] || rule[1])), rule[3] ? el('p', {}, el('b', {}, W.WHY_RULE + ' '), bdi(rule[3])) : null,
			rule[4].length ? el('p', {}, W.TAG_OF_RULE, ' ', rule[4].map((t) => tagElement(string(t)))) : null,
			el('p', {}, el('b', {}, fill(W.RULE_HITS, count(all), count(right), count(wrong)))), el('p', { class: 'soft small' }, W.RULE_HELP)),
			i === undefined ? null : [el('h3', {}, bdi(R.titleOf(i)), said ? el('span', { class: 'chip ' + (said === 'right' ? 'ok' : 'bad') }, W['V_' + said]) : null), R.dream.textPart(i, null, r), R.dream.factsPart(i)]];
	}
	R.rule = { open, leave, mark, build, tally };
})();
