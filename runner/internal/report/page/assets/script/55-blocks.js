// What the page's blocks hold, read when it is first asked for.

const RANK = {broken: 0, inconclusive: 1, pending: 2, holds: 3};

// suiteBlock is the suite of a number; undefined where there is none.
function suiteBlock(order) {
  const s = block('suite-' + order);
  if (!s) return undefined;
  s.order = order;
  s.at = new Map(s.probes.map((p, k) => [p.probe, k]));
  return s;
}

const read = new Map(); // blocks of observations that were looked at

// observation is a probe's exchange, read when it is first asked for.
function observation(suite, probe) {
  const k = probe === undefined ? undefined : suite.at.get(probe);
  if (k === undefined) return undefined;
  const id = 'answers-' + suite.order + '-' + Math.floor(k / suite.block);
  if (!read.has(id)) read.set(id, block(id));
  return read.get(id)[k % suite.block];
}
