// One finding, complete.

// blamedPaths are the JSONPaths that a finding's failures are about.
function blamedPaths(f) {
  const out = [];
  for (const e of f.failures || []) {
    const m = /\bjson (\$\S*)/.exec(e.subject);
    if (m) out.push(plainPath(m[1]));
  }
  return out;
}

function failureView(e) {
  const rows = [['expected', e.expected, 'want'], ['actual', e.actual, 'got'], ['fixture', e.fixture, '']];
  return el('div', {class: 'failure'},
    el('p', {class: 'subject'}, el('b', null, bdi(e.subject)), e.at && el('span', {class: 'place'}, e.at)),
    el('dl', null, rows.filter((r) => r[1]).map(([k, v, c]) => el('div', {class: c}, el('dt', null, k), el('dd', null, el('code', null, v))))),
    e.detail && el('pre', {class: 'why', tabindex: '0'}, e.detail), e.next && el('p', {class: 'then'}, 'Next: ', bdi(e.next)));
}

// expectationsView is expectation by expectation; the failures stand below the one
// that they are of, where that is known.
function expectationsView(f) {
  const failures = f.failures || [], all = f.expectations || [];
  if (!failures.length && !all.length) return null;
  const told = all.reduce((n, x) => n + (x.failed || 0), 0) === failures.length;
  const names = {met: 'holds', unmet: 'broken', unknown: 'inconclusive'};
  const words = {met: 'met', unmet: 'not met', unknown: 'cannot be told'};
  let next = 0;
  const list = all.map((x) => el('li', {class: x.outcome},
    el('p', {class: 'expectation'}, icon(names[x.outcome] || 'pending'), el('span', {class: 'sr'}, (words[x.outcome] || '') + ': '), el('code', null, x.text)),
    x.why && el('p', {class: 'why'}, bdi(x.why)),
    told && failures.slice(next, next += x.failed || 0).map(failureView)));
  return el('section', {class: 'part'}, el('h5', null, 'Expected'),
    list.length > 0 && el('ul', {class: 'expectations'}, list), (!told || !all.length) && failures.map(failureView));
}

// breaksView is whom a breach hurts, and how.
const breaksView = (f) => (f.breaks || []).map((text) => el('div', null, bdi(text)));

function provenanceView(suite, f, o) {
  const rows = [];
  const row = (k, v) => { if (v && v.length !== 0) rows.push(el('div', null, el('dt', null, k), el('dd', null, v))); };
  row('Finding', [code(f.id), f.at && [' ', el('span', {class: 'place'}, f.at)]]);
  row('Probe', f.probe && [code(f.probe), o && o.at && [' ', el('span', {class: 'place'}, o.at)]]);
  row('Labels', (f.labels || []).map((l) => el('button', {type: 'button', class: 'label', click: () => setLabel(l)}, l)));
  row('Source', f.source && bdi(f.source));
  if (f.verdict !== 'broken') row('A breach breaks', breaksView(f));
  if (o) {
    row('Answer from', !o.missing && !o.error && bdi(provenanceText(o)));
    row('It knows', o.reported && bdi(o.reported));
    row('Sent', o.sent && o.sent.replace('T', ' ').replace('Z', ' UTC'));
    row('Took', o.duration_ms > 0 && took(o.duration_ms) + (o.first_byte_ms > 0 ? ', first byte after ' + took(o.first_byte_ms) : ''));
    row('Attempts', o.attempts > 1 && String(o.attempts));
    row('Samples', o.samples > 1 && String(o.samples));
    row('Protocol', [o.proto, o.tls && ', TLS ' + o.tls].filter(Boolean).join(''));
    row('Size', o.size > 0 && count(o.size, 'byte'));
    row('Taken over', o.from_history && 'from an earlier run');
  }
  const past = suite.history && (suite.history.findings || []).find((s) => s.id === f.id && (s.probe || '') === (f.probe || ''));
  if (past) row('Earlier', [pastView(suite.history.runs || [], past), daysView(past.days), pastFacts(past)]);
  return el('section', {class: 'part'}, el('h5', null, 'Where it comes from'), el('dl', {class: 'facts'}, rows));
}

// pastView is the newest verdicts of a finding as words in a row of marks.
function pastView(runs, strip) {
  const newest = strip.verdicts.slice(-30);
  return el('span', {class: 'past'}, newest.map((v, i) => {
    const run = runs[runs.length - newest.length + i] || {};
    return el('span', {class: 'mark ' + (v || 'none'), title: (run.started ? run.started + ': ' : '') + (v || 'not judged')}, v ? icon(v) : '', el('span', {class: 'sr'}, v || 'not judged'));
  }));
}

// daysView is the worst verdict of each of the last days, a bar for each, those that no run judged empty.
function daysView(days) {
  if (!days || days.marks.length < 2) return null;
  const words = {h: 'holds', i: 'inconclusive', b: 'broken'}, last = Date.parse(days.last + 'T00:00:00Z'), n = days.marks.length, counts = {};
  const cells = Array.from(days.marks, (mark, i) => {
    const verdict = words[mark], on = new Date(last - (n - 1 - i) * 864e5).toISOString().slice(0, 10);
    if (verdict) counts[verdict] = (counts[verdict] || 0) + 1;
    return el('span', {class: 'day ' + (verdict || 'none'), title: on + ': ' + (verdict || 'not judged')});
  });
  const said = count(n, 'day') + ', the worst verdict of each: ' + ['broken', 'inconclusive', 'holds'].filter((v) => counts[v]).map((v) => counts[v] + ' ' + v).join(', ');
  return [el('div', {class: 'days', role: 'img', 'aria-label': said}, cells), el('div', {class: 'place'}, said)];
}

// pastFacts is since when a finding has its verdict, and how often it had which.
function pastFacts(s) {
  const day = (t) => (/^[\d-]{10}T[\d:]{8}Z$/.test(t) ? t.slice(0, 16).replace('T', ' ') + ' UTC' : t);
  const counts = [[s.held, 'held'], [s.broke, 'broken'], [s.inconclusive, 'inconclusive']].filter(([n]) => n).map(([n, word]) => n + ' ' + word);
  const facts = [s.since && 'since ' + day(s.since), s.before && 'before that ' + s.before + (s.until ? ', last seen ' + day(s.until) : ''),
    counts.length && 'kept runs: ' + counts.join(', '), s.flapping && 'flapping'];
  return facts.filter(Boolean).map((text) => el('div', {class: 'place'}, text));
}

// beyond are the parts that a kind of page adds to a finding.
const beyond = [];

// findingView is what opens below a finding's line.
function findingView(suite, f) {
  const o = observation(suite, f.probe), control = observation(suite, f.control);
  const reason = f.reason && el('p', {class: 'reason'}, el('b', null, f.verdict === 'pending' ? 'Pending: ' : 'Because: '), bdi(f.reason));
  const decide = f.decide && el('p', {class: 'decide'}, el('b', null, 'What would decide it: '), bdi(f.decide));
  const breaks = f.verdict === 'broken' && f.breaks && el('div', {class: 'reason'}, el('b', null, 'What it breaks'), breaksView(f));
  const left = [expectationsView(f), o && requestView(o), o && curlView(o), provenanceView(suite, f, o)];
  const right = [o && answerView(o, blamedPaths(f), 'Answer'), o && o.fixture && fixtureDiff(o),
    control && answerView(control, [], 'Control: ' + f.control)];
  if (!o && f.probe && suite.at.size) right.push(el('section', {class: 'part'}, el('h5', null, 'Answer'), el('p', {class: 'nothing'}, 'The probe was not asked for in this run.')));
  return [reason, breaks, decide, el('div', {class: 'columns'}, el('div', null, left), el('div', null, right)), beyond.map((part) => part(suite, f))];
}
