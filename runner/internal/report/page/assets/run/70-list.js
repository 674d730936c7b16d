// The list of findings: a screenful at once, the rest when it is asked for.

const FIRST = 60, MORE = 200;
const list = document.getElementById('list');
const moreButton = document.getElementById('more');
let shown = [], made = 0, group = null, groupOf = null, sizes = new Map(), matching = 0;

function suiteHead(s) {
  const facts = [s.file, s.environment, s.target, s.fixtures && 'fixtures ' + s.fixtures].filter(Boolean);
  return el('header', {class: 'suite-head'}, el('h3', null, bdi(s.suite)), el('p', {class: 'place'}, bdi(facts.join(' · '))),
    s.about && el('p', {class: 'about'}, bdi(s.about.trim())));
}

function rowView(row) {
  const id = 'd' + row.order, status = line(row, 'status'), ms = line(row, 'ms');
  const where = [line(row, 'error') || (status ? String(status) : ''), ms > 0 ? took(ms) : ''];
  const button = el('button', {type: 'button', class: 'row', 'aria-expanded': 'false', 'aria-controls': id},
    el('span', {class: 'verdict'}, icon(row.verdict), el('span', null, row.verdict)),
    el('span', {class: 'claim'}, bdi(row.claim || row.id)),
    el('span', {class: 'probe'}, bdi(row.probe || row.id)),
    el('span', {class: 'came'}, where.filter(Boolean).join(' · ')),
    row.cause && el('span', {class: 'cause'}, bdi(row.cause)));
  const detail = el('div', {class: 'detail', id, hidden: true});
  const item = el('li', {class: 'finding ' + (row.verdict in RANK ? row.verdict : 'pending')}, el('h4', null, button), detail);
  row.button = button;
  row.detail = detail;
  button.row = row;
  button.addEventListener('click', () => toggle(row));
  return item;
}

// causeHead is the head of a group: how many findings, and what they have in common.
function causeHead(row) {
  const key = causeOf(row), n = sizes.get(key), folds = n > FEW;
  const all = folds && el('button', {type: 'button', class: 'ghost', 'aria-expanded': String(unfolded.has(key)), click: () => {
    if (!unfolded.delete(key)) unfolded.add(key);
    refresh();
    const head = [...list.querySelectorAll('.cause-head')].find((e) => e.key === key);
    if (head) head.querySelector('button').focus();
  }}, unfolded.has(key) ? 'Show the first ' + FEW : 'Show all ' + n.toLocaleString('en'));
  const head = el('header', {class: 'cause-head ' + (row.verdict in RANK ? row.verdict : 'pending')},
    el('h3', null, el('span', {class: 'verdict'}, icon(row.verdict), n.toLocaleString('en') + ' ×'), ' ', bdi(row.cause || row.verdict)), all);
  head.key = key;
  return head;
}

// sectionOf names the group of the list that a row is in, and makes its head.
function sectionOf(row) {
  if (chosen.group === 'cause') return {of: causeOf(row), label: row.cause || row.verdict, head: () => causeHead(row)};
  if (chosen.sort === 'slow') return {of: 'all', label: 'All suites', head: () => null};
  return {of: row.suite, label: row.suite.suite, head: () => suiteHead(row.suite)};
}

function toggle(row, open = row.detail.hidden) {
  if (open && !row.detail.firstChild) {
    const f = finding(row.suite, row.k), link = () => location.href.split('#')[0] + address({open: row.name});
    add(row.detail, [findingView(row.suite, f), footView(link, 'finding', row.suite, f)]);
  }
  row.detail.hidden = !open;
  row.button.setAttribute('aria-expanded', String(open));
  if (!quietly) {
    chosen.open = open ? row.name : chosen.open === row.name ? '' : chosen.open;
    writeHash();
  }
}

let quietly = false;

// silently opens and closes without that being the reader's choice.
function silently(what) {
  const was = quietly;
  quietly = true;
  try { what(); } finally { quietly = was; }
}

// extend makes the next n rows. Those of a suite are together below its name, or those with the same
// cause below that.
function extend(n) {
  const to = Math.min(shown.length, made + n);
  const into = document.createDocumentFragment();
  for (; made < to; made++) {
    const row = shown[made], section = sectionOf(row);
    if (section.of !== groupOf) {
      groupOf = section.of;
      group = el('ul', {class: 'findings'});
      into.append(el('section', {class: 'group', 'aria-label': section.label}, section.head(), group));
    }
    group.append(row.item || (row.item = rowView(row)));
  }
  list.append(into);
  const left = shown.length - made;
  moreButton.hidden = left === 0;
  moreButton.textContent = 'Show ' + Math.min(left, MORE).toLocaleString('en') + ' more of ' + left.toLocaleString('en');
}

// choose finds the rows to show.
function choose() {
  shown = filtered();
  matching = shown.length;
  list.classList.toggle('by-cause', chosen.group === 'cause');
  if (chosen.group === 'cause') ({rows: shown, sizes} = byCause(shown));
}

// draw makes the list anew, from its first rows.
function draw() {
  made = 0;
  group = groupOf = null;
  list.replaceChildren();
  if (shown.length) extend(FIRST);
  else list.append(el('p', {class: 'no-match'}, rows.length ? 'No finding matches these filters.' : 'This run has no findings.'));
  if (!shown.length) moreButton.hidden = true;
}

// refresh shows what is chosen now.
function refresh() {
  const on = document.activeElement && document.activeElement.closest('#list .finding');
  choose();
  draw();
  document.getElementById('found').textContent = matching === rows.length ? count(rows.length, 'finding') : matching.toLocaleString('en') + ' of ' + count(rows.length, 'finding');
  const narrowed = chosen.verdicts.size || chosen.label || chosen.probe || chosen.suite || chosen.q;
  document.getElementById('clear').hidden = !narrowed;
  writeHash();
  // Whoever stood on a finding that is still there stands there again.
  if (on && on.isConnected) on.querySelector('.row').focus({preventScroll: true});
}

// reveal shows a row, opens it and goes there. One that is far down becomes the first: to make
// thousands of rows above it takes a browser seconds.
function reveal(row) {
  const i = shown.indexOf(row);
  if (i < 0) return false;
  if (i >= made + MORE) {
    shown.splice(i, 1);
    shown.unshift(row);
    draw();
  } else if (i >= made) extend(i - made + 1);
  silently(() => toggle(row, true));
  row.button.scrollIntoView({block: 'start'});
  return true;
}

moreButton.addEventListener('click', () => {
  const first = shown[made];
  extend(MORE);
  if (first) first.button.focus();
});
