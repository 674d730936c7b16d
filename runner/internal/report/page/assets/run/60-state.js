// The run, and what of it is chosen to be seen.

const suites = [];
for (let i = 0; ; i++) {
  const s = suiteBlock(i);
  if (!s) break;
  suites.push(s);
}

// rows are the findings in document order.
const rows = [];
for (const suite of suites) {
  const times = new Map();
  for (const f of suite.findings) {
    const line = suite.probes[suite.at.get(f.probe)];
    // A finding's name in the address: suite, id and probe; a number where that is
    // not enough.
    const name = suite.order + '/' + f.id + (f.probe && f.probe !== f.id ? '/' + f.probe : '');
    const n = (times.get(name) || 0) + 1;
    times.set(name, n);
    rows.push({suite, f, line, order: rows.length, rank: RANK[f.verdict] ?? 2, name: n > 1 ? name + '/' + n : name, words: ''});
  }
}

// words is what a text filter looks at, lower case.
function words(row) {
  if (row.words) return row.words;
  const {f, line, suite} = row;
  const parts = [f.claim, f.id, f.probe, f.control, f.verdict, f.source, f.reason, f.decide, f.at, suite.suite, ...(f.labels || []), ...(f.breaks || [])];
  for (const e of f.failures || []) parts.push(e.subject, e.expected, e.actual, e.detail, e.next, e.at);
  for (const x of f.expectations || []) parts.push(x.text, x.why);
  if (line) parts.push(line.method, line.url, line.status, line.answer, line.error);
  row.words = parts.filter(Boolean).join('\n').toLowerCase();
  return row.words;
}

const chosen = {verdicts: new Set(), label: '', probe: '', suite: '', q: '', sort: '', open: ''};

function readHash() {
  const p = new URLSearchParams(location.hash.includes('=') ? location.hash.slice(1) : '');
  chosen.verdicts = new Set((p.get('verdict') || '').split(',').filter((v) => v in RANK));
  for (const k of ['label', 'probe', 'suite', 'q', 'sort', 'open']) chosen[k] = p.get(k) || '';
  return location.hash === '' || location.hash.includes('=');
}

// address is the hash that leads to what is chosen.
function address(also) {
  const p = new URLSearchParams(), c = {...chosen, ...also};
  if (c.verdicts.size) p.set('verdict', [...c.verdicts].join(','));
  for (const k of ['label', 'probe', 'suite', 'q', 'sort', 'open']) if (c[k]) p.set(k, c[k]);
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
  const out = rows.filter((r) => (!chosen.verdicts.size || chosen.verdicts.has(r.f.verdict)) &&
    (!chosen.label || (r.f.labels || []).includes(chosen.label)) &&
    (!chosen.suite || String(r.suite.order) === chosen.suite) &&
    (!probe || (r.f.probe || '').toLowerCase().includes(probe)) &&
    need.every((w) => words(r).includes(w)));
  if (chosen.sort === 'slow') out.sort((a, b) => ((b.line || {}).ms || 0) - ((a.line || {}).ms || 0) || a.order - b.order);
  else if (chosen.sort === '') out.sort((a, b) => a.suite.order - b.suite.order || a.rank - b.rank || a.order - b.order);
  return out;
}
