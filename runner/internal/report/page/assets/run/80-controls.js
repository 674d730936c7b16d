// Filters, keyboard, paper.

function setUp() {
  const labels = new Map(), probes = new Set();
  for (const r of rows) {
    for (const l of r.labels) labels.set(l, (labels.get(l) || 0) + 1);
    if (r.probe) probes.add(r.probe.replace(/\[.*$/, ''));
  }
  options($('label'), [...labels].sort().map(([l, n]) => [l, l + ' (' + n + ')']));
  options($('suite'), suites.map((s) => [String(s.order), s.suite]));
  [...probes].slice(0, 500).forEach((p) => $('probes').append(el('option', {value: p})));
  $('group').closest('.field').hidden = !rows.some((r) => r.cause);
  $('tools').hidden = rows.length === 0;
}

// showChoice sets the controls to what is chosen.
function showChoice() {
  for (const b of document.querySelectorAll('[data-verdict]')) b.setAttribute('aria-pressed', String(chosen.verdicts.has(b.dataset.verdict)));
  for (const k of ['label', 'probe', 'suite', 'q', 'sort', 'group']) $(k).value = chosen[k];
}

for (const k of ['label', 'probe', 'suite', 'q', 'sort', 'group']) {
  $(k).addEventListener('input', () => { chosen[k] = $(k).value; refresh(); });
}

function clear() {
  Object.assign(chosen, {verdicts: new Set(), label: '', probe: '', suite: '', q: ''});
  showChoice();
  refresh();
}
$('clear').addEventListener('click', () => { clear(); $('q').focus(); });

// move goes to the next row, or the one before.
function move(by) {
  const on = document.activeElement && document.activeElement.closest('.finding');
  let i = on ? shown.indexOf(on.querySelector('.row').row) + by : by > 0 ? 0 : -1;
  i = Math.max(0, Math.min(shown.length - 1, i));
  if (!shown.length) return;
  if (i >= made) extend(MORE);
  shown[i].button.focus();
  shown[i].button.scrollIntoView({block: 'nearest'});
}

function escape(target) {
  const on = target.closest('.finding');
  if (on && !on.querySelector('.detail').hidden) {
    const row = on.querySelector('.row').row;
    toggle(row, false);
    row.button.focus();
  } else if (target === $('q') && target.value === '') target.blur();
  else clear();
}

document.addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || keys.open) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName);
  if (e.key === 'Escape') { escape(e.target); return; }
  if (typing) {
    if (e.key === 'Enter' && e.target === $('q')) { e.preventDefault(); move(1); }
    return;
  }
  if (e.key === '?') keys.showModal();
  else if (e.key === '/') { $('q').focus(); $('q').select(); }
  else if (e.key === 'j') move(1);
  else if (e.key === 'k') move(-1);
  else return;
  e.preventDefault();
});

// Paper gets every finding that is chosen, and all about those that do not hold.
const MOST_PRINTED = 2000, MOST_OPEN = 100;
let before = null;
addEventListener('beforeprint', () => {
  if (before) return;
  before = {made, open: shown.filter((r) => r.detail && !r.detail.hidden)};
  extend(Math.max(0, MOST_PRINTED - made));
  silently(() => shown.slice(0, made).filter((r) => r.rank < 2).slice(0, MOST_OPEN).forEach((r) => toggle(r, true)));
  for (const d of list.querySelectorAll('details:not([open])')) { if (d.unfold) d.unfold(); d.open = true; }
});
addEventListener('afterprint', () => {
  if (!before) return;
  const open = new Set(before.open);
  silently(() => shown.slice(0, made).forEach((r) => { if (!open.has(r)) toggle(r, false); }));
  before = null;
});

addEventListener('hashchange', () => {
  if (!readHash()) return;
  const row = rows.find((r) => r.name === chosen.open);
  if (row) unfolded.add(causeOf(row));
  showChoice();
  refresh();
  if (row) reveal(row);
});

// start shows the list; what is broken is open, the first of many, unless the
// address names a finding.
function start() {
  setUp();
  const plain = readHash();
  const wanted = rows.find((r) => r.name === chosen.open);
  if (wanted) unfolded.add(causeOf(wanted));
  showChoice();
  if (plain) refresh();
  else { choose(); extend(FIRST); }
  if (wanted && reveal(wanted)) return;
  const broken = shown.filter((r) => r.verdict === 'broken');
  const few = broken.slice(0, broken.length <= 3 ? 3 : 1);
  silently(() => few.forEach((r) => { if (r.detail) toggle(r, true); }));
}
start();
prepareAll();
root.dataset.ready = String(Math.round(performance.now()));
