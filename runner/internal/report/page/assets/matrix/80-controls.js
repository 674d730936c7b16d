// Filters, keyboard, paper.

function setUp() {
  const labels = new Map();
  for (const r of rows) for (const l of r.labels || []) labels.set(l, (labels.get(l) || 0) + 1);
  options($('run'), runs.map((name, n) => [String(n), name]));
  options($('suite'), groups.map((g, n) => [String(n), g.suite]));
  options($('label'), [...labels].sort().map(([l, n]) => [l, l + ' (' + n + ')']));
  $('group').closest('.field').hidden = groups.length < 2;
  $('differs').closest('.field').hidden = runs.length < 2;
  $('tools').hidden = rows.length === 0;
  grid.hidden = false;
}

// showChoice sets the controls to what is chosen.
function showChoice() {
  for (const b of document.querySelectorAll('[data-verdict]')) b.setAttribute('aria-pressed', String(chosen.verdicts.has(b.dataset.verdict)));
  for (const k of CHOICES) $(k).value = chosen[k];
  $('differs').checked = chosen.differs;
}

for (const k of CHOICES) $(k).addEventListener('input', () => { chosen[k] = $(k).value; refresh(); });
$('differs').addEventListener('input', () => { chosen.differs = $('differs').checked; refresh(); });

function clear() {
  Object.assign(chosen, {verdicts: new Set(), run: '', suite: '', label: '', q: '', differs: false});
  showChoice();
  refresh();
}
$('clear').addEventListener('click', () => { clear(); $('q').focus(); });

// focusCell goes to a cell of a row: the one of column n, else the next one by step.
function focusCell(row, n, step) {
  const cells = row.tr.querySelectorAll('td');
  for (; n >= 0 && n < cells.length; n += step) {
    const button = cells[n].querySelector('.cell-button');
    if (!button) continue;
    enterable(button);
    button.focus();
    button.scrollIntoView({block: 'nearest', inline: 'nearest'});
    return true;
  }
  return false;
}

// move goes from the cell with the focus to another one; gaps and folded groups are passed over.
function move(down, across) {
  const on = document.activeElement && document.activeElement.closest('.cell-button');
  if (!on) {
    const first = shown.find((r) => r.tr && !r.tr.hidden);
    return first && focusCell(first, 0, 1);
  }
  if (across) return focusCell(on.row, on.column + across, across);
  for (let i = shown.indexOf(on.row) + down; i >= 0 && i < shown.length; i += down) {
    if (i >= made) extend(MORE);
    const row = shown[i];
    if (row.tr.hidden || !row.cells[on.column]) continue;
    return focusCell(row, on.column, 1);
  }
  return false;
}

function escape(target) {
  const at = target.closest('.detail-row, .finding-row');
  const row = at && shown.find((r) => r.tr === at || r.detail === at);
  if (row && row.open) {
    const button = row.open;
    toggle(button);
    button.focus();
  } else if (target === $('q') && target.value === '') target.blur();
  else clear();
}

const MOVES = {ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], j: [1, 0], k: [-1, 0]};

document.addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || keys.open) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName);
  if (e.key === 'Escape') { escape(e.target); return; }
  if (typing) {
    if (e.key === 'Enter' && e.target === $('q')) { e.preventDefault(); move(1, 0); }
    return;
  }
  const letter = e.key === 'j' || e.key === 'k', onCell = e.target.closest('.cell-button');
  if (e.key === '?') keys.showModal();
  else if (e.key === '/') { $('q').focus(); $('q').select(); }
  else if (MOVES[e.key] && (letter || onCell)) move(...MOVES[e.key]);
  else return;
  e.preventDefault();
});

// Paper gets every row that is chosen.
const MOST_PRINTED = 2000;
addEventListener('beforeprint', () => { if (made < shown.length) extend(MOST_PRINTED); });

addEventListener('hashchange', () => {
  if (!readHash()) return;
  showChoice();
  const open = chosen.open;
  refresh();
  if (open) reveal(open);
});

setUp();
readHash();
showChoice();
const wanted = chosen.open;
refresh();
if (wanted) reveal(wanted);
(window.requestIdleCallback || setTimeout)(() => rows.forEach(words));
root.dataset.ready = String(Math.round(performance.now()));
