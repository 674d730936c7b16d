// What the page's blocks hold, read when it is first asked for.

const RANK = {broken: 0, inconclusive: 1, pending: 2, holds: 3};

// block reads a script block of JSON; undefined where there is none.
function block(id) {
  const e = document.getElementById(id);
  return e ? JSON.parse(e.dataset.packed ? unpacked(e.textContent, Number(e.dataset.packed)) : e.textContent) : undefined;
}

function unpacked(base64, size) {
  const packed = atob(base64), bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  return new TextDecoder().decode(inflate(bytes, size));
}

// of is the value of a column in row k.
const of = (column, k) => column.values[column.rows ? column.rows[k] : k];

// suiteBlock is the suite of a number; undefined where there is none.
function suiteBlock(order) {
  const s = block('suite-' + order);
  if (!s) return undefined;
  s.order = order;
  s.size = (s.findings.id.rows || s.findings.id.values).length;
  const probe = s.probes.probe, probes = (probe.rows || probe.values).length;
  s.at = new Map();
  for (let k = 0; k < probes; k++) s.at.set(of(probe, k), k);
  return s;
}

// blockOf is the number of the block that row k is in.
function blockOf(starts, k) {
  let low = 0, high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= k) low = middle;
    else high = middle - 1;
  }
  return low;
}

const read = new Map(); // blocks that were looked at

function inBlock(kind, suite, starts, k) {
  const n = blockOf(starts, k), id = kind + '-' + suite.order + '-' + n;
  if (!read.has(id)) read.set(id, block(id));
  return read.get(id)[k - starts[n]];
}

// finding is finding k of a suite, complete.
const finding = (suite, k) => inBlock('findings', suite, suite.blocks.findings, k);

// observation is a probe's exchange.
function observation(suite, probe) {
  const k = probe === undefined ? undefined : suite.at.get(probe);
  return k === undefined ? undefined : inBlock('answers', suite, suite.blocks.observations, k);
}
