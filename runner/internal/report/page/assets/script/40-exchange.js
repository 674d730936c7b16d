// A request and its answer.

const MOST_LINES = 40, MOST_EVENTS = 120, MOST_HEX = 512;

function provenanceText(o) {
  const kind = o.provenance || 'live';
  const parts = [kind];
  if (o.recorded) parts.push('on ' + o.recorded);
  if (o.from) parts.push('from ' + o.from);
  return parts.join(' ');
}

function headerList(headers) {
  if (!headers || !headers.length) return null;
  const rows = headers.map((h) => el('div', null, el('span', {class: 'key'}, h.name), ': ', bdi(h.value)));
  const list = el('div', {class: 'headers'}, rows);
  if (rows.length <= 8) return list;
  return el('details', {class: 'fold'}, el('summary', null, count(rows.length, 'header')), list);
}

// requestView is the request line, headers and body.
function requestView(o) {
  const r = o.request;
  if (!r) return null;
  return el('section', {class: 'part'}, el('h5', null, 'Request'),
    el('p', {class: 'line'}, el('b', null, r.method), ' ', bdi(r.url)),
    headerList(r.headers), r.body && bodyView(r.body, '', []));
}

function curlView(o) {
  if (!o.curl) return null;
  return el('section', {class: 'part'},
    el('h5', null, 'As a command', copier(() => o.curl, 'Copy the curl command')),
    el('pre', {class: 'curl', tabindex: '0'}, o.curl),
    (o.curl_needs || []).map((n) => el('p', {class: 'place'}, 'where ' + n)));
}

// answerView is what came: status line, headers, events or body.
function answerView(o, blamed, title) {
  const part = el('section', {class: 'part'}, el('h5', null, title));
  if (o.missing) return add(part, [el('p', {class: 'nothing'}, 'Nothing was asked: ', bdi(o.missing))]);
  if (o.error) return add(part, [el('p', {class: 'nothing'}, 'No answer (', o.error, '): ', bdi(o.error_text || ''))]);
  add(part, [
    el('p', {class: 'line'}, el('b', {class: 'status s' + Math.floor(o.status / 100)}, o.status ? String(o.status) : 'status not reported'),
      o.reason && [' ', bdi(o.reason)], o.answer && el('span', {class: 'badge'}, o.answer), o.duration_ms > 0 && el('span', {class: 'place'}, took(o.duration_ms))),
    headerList(o.headers),
    o.events && o.events.length ? timeline(o) : o.body ? bodyView(o.body, o.body_encoding, blamed) : o.headers && el('p', {class: 'place'}, 'no body'),
    o.trailers && el('p', {class: 'place'}, 'behind the body'),
    headerList(o.trailers),
    o.body_cut && el('p', {class: 'warning'}, 'The body is not whole here: ' + o.body_cut),
    o.told && el('p', {class: 'place'}, 'It told ', bdi(o.told.header + ': ' + o.told.reading), o.told.at && ', by ' + o.told.at),
    o.gave_up && el('p', {class: 'warning'}, 'until ', bdi(o.gave_up)),
    (o.odd || []).map((odd) => el('p', {class: 'place'}, 'Passed over: ', bdi(odd))),
  ]);
  return part;
}

// bodyView is a body: JSON as a tree, other text folded after some lines, bytes in
// hexadecimal.
function bodyView(body, coding, blamed) {
  if (coding === 'base64') return hexView(body);
  const node = /^\s*[[{"]/.test(body) ? parseJSON(body) : null;
  const raw = () => plainText(body);
  if (!node) return el('div', {class: 'body'}, raw());
  const tree = jsonTree(node, blamed);
  const box = el('div', {class: 'body'}, tree);
  let other = null;
  const flip = el('button', {type: 'button', class: 'ghost raw', 'aria-pressed': 'false'}, 'As sent');
  flip.addEventListener('click', () => {
    other = other || raw();
    const on = flip.getAttribute('aria-pressed') !== 'true';
    flip.setAttribute('aria-pressed', String(on));
    (on ? tree : other).replaceWith(on ? other : tree);
  });
  box.append(flip);
  return box;
}

function plainText(body) {
  const lines = body.split('\n');
  const long = lines.length > MOST_LINES || body.length > 8192;
  const head = long ? lines.slice(0, MOST_LINES).join('\n').slice(0, 8192) : body;
  const pre = el('pre', {tabindex: '0'}, markup(head));
  if (!long) return pre;
  const more = el('button', {type: 'button', class: 'ghost'}, 'Show all of ' + count(lines.length, 'line') + ', ' + count(body.length, 'character'));
  more.addEventListener('click', () => { pre.replaceChildren(...[markup(body)].flat().map((n) => (n instanceof Node ? n : text(n)))); more.remove(); });
  return el('div', null, pre, more);
}

// markup colors the tags of HTML and XML; other text stays as it is.
function markup(s) {
  if (!/^\s*</.test(s) || s.length > 65536) return s;
  return s.split(/(<[^<>]*>)/).map((p) => (p.startsWith('<') ? el('span', {class: 'tag'}, p) : p));
}

function hexView(base64) {
  let bytes;
  try { bytes = atob(base64); } catch { return el('pre', {tabindex: '0'}, base64); }
  const rows = [];
  for (let i = 0; i < Math.min(bytes.length, MOST_HEX); i += 16) {
    const some = [...bytes.slice(i, i + 16)];
    const hex = some.map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(' ');
    const shown = some.map((c) => (c >= ' ' && c <= '~' ? c : '.')).join('');
    rows.push(i.toString(16).padStart(4, '0') + '  ' + hex.padEnd(47) + '  ' + shown);
  }
  return el('div', {class: 'body'}, el('pre', {tabindex: '0'}, rows.join('\n')),
    el('p', {class: 'place'}, count(bytes.length, 'byte') + ' that are no text' + (bytes.length > MOST_HEX ? ', the first ' + MOST_HEX + ' shown' : '')));
}

// timeline is a stream: each event at its time, stray lines marked.
function timeline(o) {
  const events = o.events, end = Math.max(...events.map((e) => e.at_ms), o.duration_ms || 0, 1);
  const left = o.events_total > events.length;
  let gap = 0, stray = 0;
  events.forEach((e, i) => {
    if (i && !left) gap = Math.max(gap, e.at_ms - events[i - 1].at_ms);
    if (e.stray) stray++;
  });
  const last = events[events.length - 1];
  const facts = [(left ? count(o.events_total, 'event') + ' and stray lines, the first and the last ' + events.length / 2 + ' shown, in ' : count(events.length - stray, 'event') + ' in ') + took(last.at_ms), 'first after ' + took(events[0].at_ms)];
  if (o.silence_ms > 0) facts.push('longest silence ' + took(o.silence_ms) + (o.silence_after ? ' after event ' + o.silence_after : ' before the first event'));
  else if (gap > 0) facts.push('longest silence ' + took(gap));
  facts.push(last.data.trim() === '[DONE]' ? 'ends with [DONE]' : 'does not end with [DONE]');
  if (o.closed_ms > 0) facts.push(o.still_open ? 'still open ' + took(o.closed_ms) + ' later' : 'closed ' + took(o.closed_ms) + ' later');
  const list = el('ol', {class: 'events'});
  const show = (from, to) => events.slice(from, to).forEach((e) => list.append(eventView(e, end)));
  show(0, MOST_EVENTS);
  const box = el('div', {class: 'stream'}, el('p', {class: 'place'}, facts.join(', ')),
    stray > 0 && el('p', {class: 'warning'}, count(stray, 'line') + ' that no event stream has' + (left ? ' among those shown' : '')), list);
  if (events.length > MOST_EVENTS) {
    const more = el('button', {type: 'button', class: 'ghost'}, 'Show the other ' + count(events.length - MOST_EVENTS, 'event'));
    more.addEventListener('click', () => { show(MOST_EVENTS, events.length); more.remove(); });
    box.append(more);
  }
  return box;
}

function eventView(e, end) {
  const x = (100 * e.at_ms / end).toFixed(2);
  const track = svg('svg', {class: 'track', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
    svg('path', {d: 'M0 5H100'}), svg('rect', {x: Math.min(x, 97), y: 1, width: 3, height: 8}));
  const node = parseJSON(e.data);
  return el('li', {class: e.stray ? 'stray' : ''}, el('span', {class: 'at'}, '+' + took(e.at_ms)), track,
    el('span', {class: 'data'}, e.stray && el('span', {class: 'badge broken'}, 'stray line'), e.type && el('span', {class: 'badge'}, e.type),
      el('code', null, node ? jsonLine(node) : e.data)));
}
