// Two texts side by side, line by line.

const MOST_CELLS = 4e6;

// A line is {text, value}: lines with equal values are equal.
const plainLine = (text) => ({text, value: text});

// memberLine is a line of printed JSON. The comma that separates it from the next is no part of its value.
const memberLine = (text) => ({text, value: text.endsWith(',') ? text.slice(0, -1) : text});

// diffLines gives [[sign, text, text of b]], sign one of ' ', '-', '+'; the second text only with ' '.
function diffLines(a, b) {
  const equal = (i, j) => a[i].value === b[j].value;
  let head = 0, tail = 0;
  while (head < a.length && head < b.length && equal(head, head)) head++;
  while (tail < a.length - head && tail < b.length - head && equal(a.length - 1 - tail, b.length - 1 - tail)) tail++;
  const x = a.slice(head, a.length - tail), y = b.slice(head, b.length - tail);
  const same = (list, from) => list.map((l, i) => [' ', l.text, b[from + i].text]);
  return [...same(a.slice(0, head), 0), ...middle(x, y), ...same(a.slice(a.length - tail), b.length - tail)];
}

// middle is the longest common subsequence; where that is too much, all of one and
// then all of the other.
function middle(x, y) {
  const n = x.length, m = y.length;
  if (!n || !m || n * m > MOST_CELLS) return [...x.map((l) => ['-', l.text]), ...y.map((l) => ['+', l.text])];
  const w = m + 1, best = new Uint32Array((n + 1) * w);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      best[i * w + j] = x[i].value === y[j].value ? best[(i + 1) * w + j + 1] + 1 : Math.max(best[(i + 1) * w + j], best[i * w + j + 1]);
    }
  }
  const out = [];
  let i = 0, j = 0;
  while (i < n && j < m) {
    if (x[i].value === y[j].value) out.push([' ', x[i++].text, y[j++].text]);
    else if (best[(i + 1) * w + j] >= best[i * w + j + 1]) out.push(['-', x[i++].text]);
    else out.push(['+', y[j++].text]);
  }
  while (i < n) out.push(['-', x[i++].text]);
  while (j < m) out.push(['+', y[j++].text]);
  return out;
}

// sideRows pairs the lines of a diff: [left, right, whether they differ]; undefined where one side
// has no line.
function sideRows(lines) {
  const rows = [];
  for (let i = 0; i < lines.length;) {
    if (lines[i][0] === ' ') { rows.push([lines[i][1], lines[i][2], false]); i++; continue; }
    const left = [], right = [];
    for (; i < lines.length && lines[i][0] !== ' '; i++) (lines[i][0] === '-' ? left : right).push(lines[i][1]);
    for (let k = 0; k < Math.max(left.length, right.length); k++) rows.push([left[k], right[k], true]);
  }
  return rows;
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
  const out = [];
  const push = (texts, line = plainLine) => { for (const t of texts) out.push(line(t)); };
  push([m.error ? 'no answer: ' + m.error : String(m.status || '') + (m.reason ? ' ' + m.reason : '')]);
  if (withHeaders) push((m.headers || []).map((h) => h.name + ': ' + h.value));
  if (withBody && m.body) {
    const node = m.body_encoding ? null : parseJSON(m.body);
    push(['']);
    if (node) push(printJSON(node).split('\n'), memberLine);
    else push(m.body.split('\n'));
  }
  if (withTrailers && m.trailers) push(['', ...m.trailers.map((t) => 'trailer ' + t.name + ': ' + t.value)]);
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
