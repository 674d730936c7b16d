// The responses of two targets, side by side.

const {starts} = block('targets');

// sorted is a response with its headers by name, in lower case: order and case mean nothing.
function sorted(o) {
  const headers = (o.headers || []).map((h) => ({name: h.name.toLowerCase(), value: h.value}));
  return {...o, headers: headers.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))};
}

function responseLines(o) {
  if (!o) return [plainLine('nothing was observed')];
  if (o.missing) return [plainLine('nothing was asked: ' + o.missing)];
  return messageLines(sorted(o), true, true, true);
}

// sidesView shows two responses; long runs of equal lines are folded.
function sidesView(both) {
  const rows = sideRows(diffLines(responseLines(both.responses[0]), responseLines(both.responses[1])));
  const near = new Uint8Array(rows.length);
  rows.forEach((row, i) => { if (row[2]) near.fill(1, Math.max(0, i - CONTEXT), i + CONTEXT + 1); });
  const out = el('div', {class: 'sides', role: 'group', tabindex: '0', 'aria-label': 'Responses of ' + both.names.join(' and ') + ', side by side'},
    both.names.map((name, n) => el('div', {class: n ? 'name' : 'name left'}, bdi(name))));
  const cell = (n, line, differs) => el('div', {class: (n ? '' : 'left ') + (line === undefined ? 'lacks' : differs ? 'differs' : '')},
    differs && line !== undefined && el('span', {class: 'sr'}, both.names[n] + ': '), line === undefined ? '' : line);
  for (let i = 0; i < rows.length;) {
    if (!near[i]) {
      let k = i;
      while (k < rows.length && !near[k]) k++;
      out.append(el('div', {class: 'skipped'}, '⋯ ' + count(k - i, 'equal line')));
      i = k;
      continue;
    }
    const [left, right, differs] = rows[i++];
    out.append(cell(0, left, differs), cell(1, right, differs));
  }
  return out;
}

function fillSides(details) {
  if (details.querySelector('.sides')) return;
  details.append(sidesView(inBlock('responses', {order: 0}, starts, Number(details.dataset.responses))));
}
