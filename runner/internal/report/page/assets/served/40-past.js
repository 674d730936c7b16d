// What a finding's probe answered before: in the fixture, in live runs.

// sidesView shows two answers side by side; runs of equal lines are folded.
function sidesView(left, right) {
  const all = sideRows(diffLines(messageLines(left.answer, true, true, true), messageLines(right.answer, true, true, true)));
  const rows = [];
  const near = all.map((p, i) => all.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some((q) => q[2]));
  for (let i = 0; i < all.length;) {
    if (!near[i]) {
      let k = i;
      while (k < all.length && !near[k]) k++;
      rows.push(el('tr', {class: 'skipped'}, el('td', {colspan: 2}, '⋯ ' + count(k - i, 'equal line'))));
      i = k;
      continue;
    }
    const [a, b, differs] = all[i++];
    rows.push(el('tr', null, el('td', {class: !differs ? 'same' : a === undefined ? 'none' : 'gone'}, a), el('td', {class: !differs ? 'same' : b === undefined ? 'none' : 'new'}, b)));
  }
  const box = el('div', {class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Two answers side by side'},
    el('table', {class: 'sides'}, el('thead', null, el('tr', null, [left, right].map((x) => el('th', {scope: 'col'}, x.title)))), el('tbody', null, rows)));
  return all.some((p) => p[2]) ? box : el('p', null, 'They are equal.');
}

function answersView(answers) {
  if (!answers.length) return el('p', {class: 'place'}, 'No answer of this probe is known.');
  if (answers.length === 1) return el('p', {class: 'place'}, 'One answer is known: ', answers[0].title, '.');
  const choice = (label, at) => el('label', {class: 'field'}, el('span', null, label), el('select', {change: () => show()}, answers.map((a, i) => el('option', {value: i, selected: i === at}, a.title))));
  const left = choice('left', 0), right = choice('right', answers.length - 1), into = el('div');
  const show = () => into.replaceChildren(sidesView(...[left, right].map((l) => answers[Number(l.querySelector('select').value)])));
  show();
  return [el('div', {class: 'fields'}, left, right), into];
}

beyond.push((suite, f) => {
  const part = el('section', {class: 'part earlier'}, el('h5', null, 'Before', server.live && button('Ask live …', () => openRun({file: suite.file, id: f.id, probe: f.probe || ''}))));
  ask('finding?' + new URLSearchParams({suite: suite.suite, file: suite.file, id: f.id, probe: f.probe || ''})).then((known) => {
    const past = known.past.map((s) => el('div', null, known.past.length > 1 && el('div', {class: 'place'}, bdi(s.target)), pastView([], s), pastFacts(s)));
    add(part, [past.length ? past : el('p', {class: 'place'}, 'No live run of it is kept.'), answersView(known.answers)]);
    part.dataset.ready = '';
  }, (e) => add(part, [el('p', {class: 'wrong'}, e.message)]));
  return part;
});
