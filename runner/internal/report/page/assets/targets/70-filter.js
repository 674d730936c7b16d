// The filter: by words, which stand in a suite's name, a finding, a probe or what differs in it, and
// by class.

const CLASSES = ['breaking', 'additive', 'value', 'volatile', 'timing'];
const suites = [...document.querySelectorAll('.compared-suite')].map((node) => ({
  node,
  lists: [...node.querySelectorAll('table.three, .unknowns')],
  rows: [...node.querySelectorAll('table.three tbody tr, details.compared, .unknowns li')].map((row) => ({
    row,
    words: (node.querySelector('h3').textContent + '\n' + row.textContent).toLowerCase(),
    classes: (row.dataset.classes || '').split(' '),
  })),
}));
const total = suites.reduce((n, s) => n + s.rows.length, 0);

function filter() {
  const need = $('q').value.toLowerCase().split(/\s+/).filter(Boolean), chosen = $('class').value;
  const on = need.length > 0 || chosen !== '';
  let found = 0;
  for (const s of suites) {
    for (const {row, words, classes} of s.rows) {
      row.hidden = !need.every((w) => words.includes(w)) || chosen !== '' && !classes.includes(chosen);
      found += Number(!row.hidden);
    }
    for (const list of s.lists) {
      const empty = !list.querySelector('tbody tr:not([hidden]), li:not([hidden])');
      list.hidden = empty;
      if (list.matches('.unknowns')) list.previousElementSibling.hidden = empty;
    }
    s.node.hidden = on && s.rows.every(({row}) => row.hidden);
  }
  $('found').textContent = on ? found + ' of ' + count(total, 'difference') : '';
  $('clear').hidden = !on;
}

options($('class'), CLASSES.filter((c) => suites.some((s) => s.rows.some((r) => r.classes.includes(c)))).map((c) => [c, c]));
$('tools').hidden = total < 2;
for (const id of ['q', 'class']) $(id).addEventListener('input', filter);
$('clear').addEventListener('click', () => { $('q').value = $('class').value = ''; filter(); $('q').focus(); });
