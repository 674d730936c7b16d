// Two texts side by side, line by line.

const MOST_CELLS = 4e6;

// diffLines gives [[sign, line]], sign one of ' ', '-', '+'.
function diffLines(a, b) {
  let head = 0, tail = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const x = a.slice(head, a.length - tail), y = b.slice(head, b.length - tail);
  const same = (list) => list.map((l) => [' ', l]);
  return [...same(a.slice(0, head)), ...middle(x, y), ...same(a.slice(a.length - tail))];
}

// middle is the longest common subsequence; where that is too much, all of one and
// then all of the other.
function middle(x, y) {
  const n = x.length, m = y.length;
  if (!n || !m || n * m > MOST_CELLS) return [...x.map((l) => ['-', l]), ...y.map((l) => ['+', l])];
  const w = m + 1, best = new Uint32Array((n + 1) * w);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      best[i * w + j] = x[i] === y[j] ? best[(i + 1) * w + j + 1] + 1 : Math.max(best[(i + 1) * w + j], best[i * w + j + 1]);
    }
  }
  const out = [];
  let i = 0, j = 0;
  while (i < n && j < m) {
    if (x[i] === y[j]) { out.push([' ', x[i]]); i++; j++; }
    else if (best[(i + 1) * w + j] >= best[i * w + j + 1]) out.push(['-', x[i++]]);
    else out.push(['+', y[j++]]);
  }
  while (i < n) out.push(['-', x[i++]]);
  while (j < m) out.push(['+', y[j++]]);
  return out;
}

const CONTEXT = 3;

// diffView shows a diff; runs of equal lines are folded.
function diffView(lines) {
  const near = new Uint8Array(lines.length);
  lines.forEach(([sign], i) => {
    if (sign === ' ') return;
    for (let k = Math.max(0, i - CONTEXT); k <= Math.min(lines.length - 1, i + CONTEXT); k++) near[k] = 1;
  });
  const out = el('div', {class: 'diff scroll', tabindex: '0', role: 'group', 'aria-label': 'Fixture and answer, line by line'});
  const kinds = {' ': 'same', '-': 'gone', '+': 'new'};
  const said = {'-': 'fixture: ', '+': 'answer: '};
  for (let i = 0; i < lines.length;) {
    if (!near[i]) {
      let k = i;
      while (k < lines.length && !near[k]) k++;
      out.append(el('div', {class: 'skipped'}, '⋯ ' + count(k - i, 'equal line')));
      i = k;
      continue;
    }
    const [sign, line] = lines[i++];
    out.append(el('div', {class: kinds[sign]}, el('span', {class: 'sign', 'aria-hidden': 'true'}, sign), said[sign] && el('span', {class: 'sr'}, said[sign]), line));
  }
  return out;
}

// messageLines is an answer as lines that can be compared: status line, headers,
// body, trailers.
function messageLines(m, withHeaders, withBody, withTrailers) {
  const out = [m.error ? 'no answer: ' + m.error : String(m.status || '') + (m.reason ? ' ' + m.reason : '')];
  if (withHeaders) for (const h of m.headers || []) out.push(h.name + ': ' + h.value);
  if (withBody && m.body) {
    const node = m.body_encoding ? null : parseJSON(m.body);
    out.push('', ...(node ? printJSON(node) : m.body).split('\n'));
  }
  if (withTrailers && m.trailers) out.push('', ...m.trailers.map((t) => 'trailer ' + t.name + ': ' + t.value));
  return out;
}

// fixtureDiff compares an answer with the recorded one; a transcribed fixture is
// compared in what its source reported.
function fixtureDiff(o) {
  const f = o.fixture;
  const headers = !f.reported || /\bheaders\b/.test(f.reported);
  const body = !f.reported || Boolean(f.body);
  const trailers = !f.reported;
  const lines = diffLines(messageLines(f, headers, body, trailers), messageLines(o, headers, body, trailers));
  const differs = lines.some(([sign]) => sign !== ' ');
  return el('section', {class: 'part'}, el('h5', null, 'Against the fixture'),
    el('p', {class: 'place'}, provenanceText(f), f.reported && ' (it knows: ' + f.reported + ')'),
    differs ? diffView(lines) : el('p', null, 'The fixture says the same.'));
}
