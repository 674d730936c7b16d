// The matrix, and what of it is chosen to be seen.

const {runs, groups} = block('matrix');

const WORST = ['broken', 'inconclusive', 'pending', 'holds'];

// rows are the findings in document order.
const rows = [];
groups.forEach((group, g) => {
  group.folded = false;
  for (const row of group.rows) {
    const worst = Math.min(...row.cells.map((c) => (c ? RANK[c.verdict] ?? 2 : 4)));
    const broken = row.cells.filter((c) => c && c.verdict === 'broken').length;
    rows.push({...row, group, g: String(g), order: rows.length, worst, broken, id: g + '/' + row.name, words: ''});
  }
});

const suitesRead = new Map(); // blocks of suites that were looked at

function suiteOf(cell) {
  if (!suitesRead.has(cell.suite)) suitesRead.set(cell.suite, suiteBlock(cell.suite));
  return suitesRead.get(cell.suite);
}

// words is what a text filter looks at, lower case.
function words(row) {
  if (row.words) return row.words;
  const parts = [row.name, row.claim, row.group.suite, ...(row.labels || [])];
  for (const c of row.cells) if (c) parts.push(c.came, c.answer, c.because);
  row.words = parts.filter(Boolean).join('\n').toLowerCase();
  return row.words;
}

const CHOICES = ['run', 'suite', 'label', 'group', 'q'];
const chosen = {verdicts: new Set(), run: '', suite: '', label: '', group: '', q: '', differs: false, open: ''};

function readHash() {
  const p = new URLSearchParams(location.hash.includes('=') ? location.hash.slice(1) : '');
  chosen.verdicts = new Set((p.get('verdict') || '').split(',').filter((v) => v in RANK));
  for (const k of [...CHOICES, 'open']) chosen[k] = p.get(k) || '';
  chosen.differs = p.get('differs') === 'yes';
  return location.hash === '' || location.hash.includes('=');
}

// address is the hash that leads to what is chosen.
function address(also) {
  const p = new URLSearchParams(), c = {...chosen, ...also};
  if (c.verdicts.size) p.set('verdict', [...c.verdicts].join(','));
  for (const k of [...CHOICES, 'open']) if (c[k]) p.set(k, c[k]);
  if (c.differs) p.set('differs', 'yes');
  return '#' + p.toString();
}

function writeHash() {
  const to = address();
  if (to === (location.hash || '#')) return;
  try { history.replaceState(null, '', to); } catch { /* some browsers keep files from it */ }
}

// has reports whether a cell that is chosen has one of the chosen verdicts.
function has(row) {
  const cells = chosen.run === '' ? row.cells : [row.cells[Number(chosen.run)]];
  return cells.some((c) => c && (!chosen.verdicts.size || chosen.verdicts.has(c.verdict)));
}

// filtered are the rows that match, in the chosen order.
function filtered() {
  const need = chosen.q.toLowerCase().split(/\s+/).filter(Boolean);
  const out = rows.filter((r) => has(r) &&
    (!chosen.suite || r.g === chosen.suite) &&
    (!chosen.label || (r.labels || []).includes(chosen.label)) &&
    (!chosen.differs || r.differs) &&
    need.every((w) => words(r).includes(w)));
  if (chosen.group === 'worst') out.sort((a, b) => b.broken - a.broken || a.worst - b.worst || a.order - b.order);
  return out;
}
