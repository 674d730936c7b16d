// The grid: a screenful of rows at once, the rest when it is asked for.

const FIRST = 120, MORE = 300;
const grid = $('grid'), moreButton = $('more');
let shown = [], made = 0, body = null, groupOf = null;
let ofGroup = new Map(); // the shown rows of a group

// cameText is what stands behind the mark of a cell.
function cameText(cell) {
  return cell.came === 'not asked' ? '' : cell.came || '';
}

function said(row, n) {
  const cell = row.cells[n];
  const came = [cell.came, cell.answer].filter(Boolean).join(' ');
  return runs[n] + ': ' + cell.verdict + (came ? ', ' + came : '') + (cell.because ? '. ' + cell.because : '');
}

function cellView(row, n) {
  const cell = row.cells[n];
  if (!cell) return el('td', {class: 'gap', title: runs[n] + ' does not have it'}, '–', el('span', {class: 'sr'}, ' ' + runs[n] + ' does not have it'));
  const unasked = cell.came === 'not asked';
  const button = el('button', {type: 'button', class: 'cell-button ' + cell.verdict + (unasked ? ' unasked' : ''), tabindex: '-1',
    'aria-expanded': 'false', 'aria-label': said(row, n), title: said(row, n)},
  el('span', {class: 'run-name'}, bdi(runs[n])), unasked ? '○' : icon(cell.verdict), el('span', null, cameText(cell)), cell.source && el('sup', null, String(cell.source)));
  button.row = row;
  button.column = n;
  button.addEventListener('click', () => toggle(button));
  return el('td', null, button);
}

function rowView(row) {
  const head = el('th', {scope: 'row'}, code(row.name), chosen.group === 'worst' && el('span', {class: 'place'}, ' ', bdi(row.group.suite)),
    row.claim && row.claim !== row.name && el('span', {class: 'says', title: row.claim}, bdi(row.claim)));
  const tr = el('tr', {class: 'finding-row'}, head, row.cells.map((_, n) => cellView(row, n)));
  tr.row = row;
  row.tr = tr;
  row.detail = null;
  return tr;
}

function groupHead(group) {
  const of = ofGroup.get(group);
  const broken = of.reduce((n, r) => n + r.broken, 0);
  const button = el('button', {type: 'button', 'aria-expanded': String(!group.folded)},
    svg('svg', {class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true'}, svg('path', {d: 'M6 4l4 4-4 4'})), el('span', null, bdi(group.suite)));
  button.addEventListener('click', () => {
    group.folded = !group.folded;
    button.setAttribute('aria-expanded', String(!group.folded));
    for (const r of of) for (const tr of [r.tr, r.detail]) if (tr) tr.hidden = group.folded;
  });
  return el('tr', {class: 'group-row'}, el('th', {scope: 'rowgroup', colspan: String(runs.length + 1)},
    el('span', {class: 'stay'}, el('h3', null, button), el('span', {class: 'place'}, count(of.length, 'finding') + (broken ? ', ' + broken + ' broken' : '')))));
}

function tableView() {
  const heads = runs.map((name, n) => el('th', {scope: 'col', class: chosen.run === String(n) ? 'on' : ''}, bdi(name)));
  body = el('tbody');
  return el('table', {class: 'matrix', 'aria-label': 'Findings down, runs across'},
    el('colgroup', null, el('col', {class: 'name-column'}), runs.map(() => el('col', {class: 'run-column'}))),
    el('thead', null, el('tr', null, el('th', {scope: 'col'}, 'Finding'), heads)), body);
}

// extend makes the next n rows.
function extend(n) {
  const to = Math.min(shown.length, made + n);
  const into = document.createDocumentFragment();
  for (; made < to; made++) {
    const row = shown[made];
    if (chosen.group !== 'worst' && row.group !== groupOf) {
      groupOf = row.group;
      into.append(groupHead(row.group));
    }
    const tr = rowView(row);
    tr.hidden = chosen.group !== 'worst' && row.group.folded;
    into.append(tr);
  }
  body.append(into);
  const left = shown.length - made;
  moreButton.hidden = left === 0;
  moreButton.textContent = 'Show ' + Math.min(left, MORE).toLocaleString('en') + ' more of ' + left.toLocaleString('en');
  enterable();
}

// refresh shows what is chosen now.
function refresh() {
  shown = filtered();
  made = 0;
  groupOf = null;
  ofGroup = new Map(groups.map((g) => [g, []]));
  for (const r of shown) ofGroup.get(r.group).push(r);
  if (shown.length) {
    grid.replaceChildren(...(chosen.group === 'worst' ? [el('h3', {class: 'sr'}, 'All suites, worst first')] : []), tableView());
    extend(FIRST);
  } else {
    grid.replaceChildren(el('p', {class: 'no-match'}, rows.length ? 'No finding matches these filters.' : 'These runs have no findings.'));
    moreButton.hidden = true;
  }
  const all = count(rows.length, 'finding') + ' × ' + count(runs.length, 'run');
  $('found').textContent = shown.length === rows.length ? all : shown.length.toLocaleString('en') + ' of ' + all;
  $('clear').hidden = !(chosen.verdicts.size || chosen.run || chosen.suite || chosen.label || chosen.q || chosen.differs);
  writeHash();
}

// enterable makes one cell of the grid the stop of the Tab key.
function enterable(button = grid.querySelector('.cell-button[tabindex="0"]') || grid.querySelector('.cell-button')) {
  for (const other of grid.querySelectorAll('.cell-button[tabindex="0"]')) other.tabIndex = -1;
  if (button) button.tabIndex = 0;
}

// toggle opens a cell below its row, or closes it.
function toggle(button) {
  const {row, column} = button, was = row.open;
  shut(row);
  enterable(button);
  if (was === button) {
    chosen.open = '';
    writeHash();
    return;
  }
  row.open = button;
  button.setAttribute('aria-expanded', 'true');
  const cell = row.cells[column], suite = suiteOf(cell), f = finding(suite, cell.finding);
  const link = () => location.href.split('#')[0] + address({open: row.id + '@' + runs[column]});
  const detail = el('div', {class: 'detail ' + cell.verdict, role: 'region', 'aria-label': said(row, column)},
    el('h4', null, el('span', {class: 'verdict'}, icon(cell.verdict), cell.verdict), bdi(runs[column]), code(row.name),
      el('button', {type: 'button', class: 'ghost close', click: () => { toggle(button); button.focus(); }}, 'Close')),
    row.claim && el('p', null, bdi(row.claim)),
    findingView(suite, f), footView(link, 'cell', suite, f));
  row.detail = el('tr', {class: 'detail-row'}, el('td', {class: 'detail-cell', colspan: String(runs.length + 1)}, detail));
  row.tr.after(row.detail);
  chosen.open = row.id + '@' + runs[column];
  writeHash();
}

function shut(row) {
  if (row.detail) row.detail.remove();
  if (row.open) row.open.setAttribute('aria-expanded', 'false');
  row.detail = row.open = null;
}

// reveal opens the cell that an address names, and goes there.
function reveal(id) {
  const at = id.lastIndexOf('@');
  const row = shown.find((r) => r.id === id.slice(0, at)), n = runs.indexOf(id.slice(at + 1));
  if (!row || n < 0 || !row.cells[n]) return;
  if (shown.indexOf(row) >= made) extend(shown.indexOf(row) - made + 1);
  const button = row.tr.querySelectorAll('td')[n].querySelector('.cell-button');
  if (row.open !== button) toggle(button);
  button.scrollIntoView({block: 'center'});
}

moreButton.addEventListener('click', () => {
  const first = shown[made];
  extend(MORE);
  if (first) focusCell(first, 0, 1);
});
