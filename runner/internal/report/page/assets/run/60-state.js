// The run, and what of it is chosen to be seen.

const suites = [];
for (let i = 0; ; i++) {
  const s = suiteBlock(i);
  if (!s) break;
  suites.push(s);
}

// rows are the findings in document order, with what the list shows of each.
const rows = [];
for (const suite of suites) {
  const times = new Map(), c = suite.findings;
  suite.first = rows.length;
  for (let k = 0; k < suite.size; k++) {
    const id = of(c.id, k), probe = of(c.probe, k), verdict = of(c.verdict, k);
    // A finding's name in the address: suite, id and probe; a number where that is
    // not enough.
    let name = suite.order + '/' + id + (probe && probe !== id ? '/' + probe : '');
    const n = (times.get(name) || 0) + 1;
    times.set(name, n);
    if (n > 1) name += '/' + n;
    rows.push({suite, k, id, probe, verdict, claim: of(c.claim, k), cause: of(c.cause, k), labels: of(c.labels, k), line: suite.at.get(probe), order: rows.length, rank: RANK[verdict] ?? 2, name, words: ''});
  }
}

// line is what the list knows of a row's observation; nothing without one.
const line = (row, part) => (row.line === undefined ? undefined : of(row.suite.probes[part], row.line));

// words is what a text filter looks at, lower case.
function words(row) {
  if (!row.words) prepare(row.suite, blockOf(row.suite.blocks.findings, row.k));
  return row.words;
}

// prepare collects the words of the findings in a block, which is not kept.
function prepare(suite, n) {
  const from = suite.first + suite.blocks.findings[n];
  block('findings-' + suite.order + '-' + n).forEach((f, i) => { rows[from + i].words = wordsOf(rows[from + i], f); });
}

function wordsOf(row, f) {
  const parts = [f.claim, f.id, f.probe, f.control, f.verdict, f.source, f.reason, f.decide, f.at, row.suite.suite, ...(f.labels || []), ...(f.breaks || [])];
  for (const e of f.failures || []) parts.push(e.subject, e.expected, e.actual, e.detail, e.next, e.at);
  for (const x of f.expectations || []) parts.push(x.text, x.why);
  for (const part of ['method', 'url', 'status', 'answer', 'error']) parts.push(line(row, part));
  return parts.filter(Boolean).join('\n').toLowerCase();
}

// prepareAll makes the words ready while nobody waits for them, a block at a time.
function prepareAll() {
  const left = suites.flatMap((s) => s.blocks.findings.map((_, n) => [s, n]));
  const idle = window.requestIdleCallback || setTimeout;
  const next = () => {
    const [suite, n] = left.shift() || [];
    if (!suite) return;
    if (!rows[suite.first + suite.blocks.findings[n]].words) prepare(suite, n);
    idle(next);
  };
  idle(next);
}

const chosen = {verdicts: new Set(), label: '', probe: '', suite: '', q: '', sort: '', group: '', open: ''};

function readHash() {
  const p = new URLSearchParams(location.hash.includes('=') ? location.hash.slice(1) : '');
  chosen.verdicts = new Set((p.get('verdict') || '').split(',').filter((v) => v in RANK));
  for (const k of ['label', 'probe', 'suite', 'q', 'sort', 'group', 'open']) chosen[k] = p.get(k) || '';
  return location.hash === '' || location.hash.includes('=');
}

// address is the hash that leads to what is chosen.
function address(also) {
  const p = new URLSearchParams(), c = {...chosen, ...also};
  if (c.verdicts.size) p.set('verdict', [...c.verdicts].join(','));
  for (const k of ['label', 'probe', 'suite', 'q', 'sort', 'group', 'open']) if (c[k]) p.set(k, c[k]);
  return '#' + p.toString();
}

function writeHash() {
  const to = address();
  if (to === (location.hash || '#')) return;
  try { history.replaceState(null, '', to); } catch { /* some browsers keep files from it */ }
}

// filtered are the rows that match, in the chosen order.
function filtered() {
  const need = chosen.q.toLowerCase().split(/\s+/).filter(Boolean);
  const probe = chosen.probe.toLowerCase();
  const out = rows.filter((r) => (!chosen.verdicts.size || chosen.verdicts.has(r.verdict)) &&
    (!chosen.label || r.labels.includes(chosen.label)) &&
    (!chosen.suite || String(r.suite.order) === chosen.suite) &&
    (!probe || r.probe.toLowerCase().includes(probe)) &&
    need.every((w) => words(r).includes(w)));
  if (chosen.sort === 'slow') out.sort((a, b) => (line(b, 'ms') || 0) - (line(a, 'ms') || 0) || a.order - b.order);
  else if (chosen.sort === '' && chosen.group === '') out.sort((a, b) => a.suite.order - b.suite.order || a.rank - b.rank || a.order - b.order);
  return out;
}

// Findings of the same verdict and cause make a group, of which the first few are shown until it is
// unfolded.
const FEW = 5;
const unfolded = new Set();
const causeOf = (row) => row.verdict + ' ' + row.cause;

// byCause puts rows together that have a cause in common, the worst first, then the most frequent;
// sizes are the sizes of the groups.
function byCause(all) {
  const groups = new Map();
  for (const row of all) {
    const key = causeOf(row);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  const ordered = [...groups].sort(([, a], [, b]) => a[0].rank - b[0].rank || b.length - a.length || a[0].order - b[0].order);
  return {
    rows: ordered.flatMap(([key, some]) => (unfolded.has(key) ? some : some.slice(0, FEW))),
    sizes: new Map(ordered.map(([key, some]) => [key, some.length])),
  };
}
