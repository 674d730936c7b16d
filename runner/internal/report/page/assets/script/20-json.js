// JSON as it was sent: numbers keep their digits, members their order, doubles are
// shown. JSON.parse would lose all three.

// parseJSON gives {kind, text, members: [{key, node}], items: [node]}, or null
// where s is no JSON.
function parseJSON(s) {
  const token = /\s*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y;
  let at = 0, depth = 0;
  const next = () => {
    token.lastIndex = at;
    const m = token.exec(s);
    if (!m) throw new Error('no JSON');
    at = token.lastIndex;
    return m;
  };
  const peek = () => {
    const was = at, m = next();
    at = was;
    return m;
  };
  const value = (m) => {
    if (m[2] !== undefined) return {kind: 'string', text: m[2]};
    if (m[3] !== undefined) return {kind: 'number', text: m[3]};
    if (m[4] !== undefined) return {kind: m[4] === 'null' ? 'null' : 'bool', text: m[4]};
    if (++depth > 500) throw new Error('too deep');
    const node = m[1] === '{' ? object() : m[1] === '[' ? list() : null;
    if (!node) throw new Error('no JSON');
    depth--;
    return node;
  };
  const object = () => {
    const node = {kind: 'object', members: []};
    if (peek()[1] === '}') { next(); return node; }
    for (;;) {
      const key = next();
      if (key[2] === undefined || next()[1] !== ':') throw new Error('no JSON');
      node.members.push({key: key[2], node: value(next())});
      const m = next();
      if (m[1] === '}') return node;
      if (m[1] !== ',') throw new Error('no JSON');
    }
  };
  const list = () => {
    const node = {kind: 'array', items: []};
    if (peek()[1] === ']') { next(); return node; }
    for (;;) {
      node.items.push(value(next()));
      const m = next();
      if (m[1] === ']') return node;
      if (m[1] !== ',') throw new Error('no JSON');
    }
  };
  try {
    const node = value(next());
    return s.slice(at).trim() === '' ? node : null;
  } catch {
    return null;
  }
}

// printJSON is a node over several lines, for comparing.
function printJSON(node, indent = '') {
  const deeper = indent + '  ';
  if (node.kind === 'object') {
    if (!node.members.length) return '{}';
    return '{\n' + node.members.map((m) => deeper + m.key + ': ' + printJSON(m.node, deeper)).join(',\n') + '\n' + indent + '}';
  }
  if (node.kind === 'array') {
    if (!node.items.length) return '[]';
    return '[\n' + node.items.map((n) => deeper + printJSON(n, deeper)).join(',\n') + '\n' + indent + ']';
  }
  return node.text;
}

// step is a path one member deeper, as failures write it.
function step(path, key) {
  if (typeof key === 'number') return path + '[' + key + ']';
  return /^[A-Za-z_]\w*$/.test(key) ? path + '.' + key : path + '[' + JSON.stringify(key) + ']';
}

// plainPath writes ["a"] and ['a'] as .a, so that paths can be compared.
function plainPath(path) {
  return path.replace(/\[(["'])([A-Za-z_]\w*)\1\]/g, '.$2').replace(/\['([^']*)'\]/g, '["$1"]');
}

// jsonTree is a node as a tree that folds. blamed are the paths that a failure is
// about: they are marked, and open.
function jsonTree(root, blamed) {
  const leads = (path) => blamed.some((b) => b.startsWith(path) && b !== path);
  const comma = (last) => (last ? '' : ',');
  const build = (node, path, key, last, depth) => {
    const mark = blamed.includes(path) ? ' blamed' : '';
    const name = key === undefined ? null : [el('span', {class: 'key'}, key), ': '];
    if (node.kind !== 'object' && node.kind !== 'array') {
      return el('div', {class: 'leaf' + mark}, name, el('span', {class: node.kind}, node.text), comma(last));
    }
    const list = node.kind === 'array';
    const inside = list ? node.items : node.members;
    const [open, close] = list ? '[]' : '{}';
    if (!inside.length) return el('div', {class: 'leaf' + mark}, name, open + close, comma(last));
    const unfolded = leads(path) || mark !== '' || depth < 1 || (depth < 3 && inside.length <= 12);
    const size = el('span', {class: 'size'}, ' ' + count(inside.length, list ? 'item' : 'member') + ' ' + close + comma(last));
    const body = el('div', {class: 'children'});
    const d = el('details', {class: 'node' + mark}, el('summary', null, name, open, size), body, el('div', {class: 'close'}, close + comma(last)));
    const fill = () => {
      if (body.firstChild) return;
      for (let i = 0; i < inside.length; i++) {
        const end = i === inside.length - 1;
        body.append(list ? build(inside[i], step(path, i), undefined, end, depth + 1)
          : build(inside[i].node, step(path, memberName(inside[i].key)), inside[i].key, end, depth + 1));
      }
    };
    d.addEventListener('toggle', () => { if (d.open) fill(); });
    d.unfold = fill;
    if (unfolded) { fill(); d.open = true; }
    return d;
  };
  return el('div', {class: 'tree'}, build(root, '$', undefined, true, 0));
}

function memberName(quoted) {
  try { return JSON.parse(quoted); } catch { return quoted; }
}

// jsonLine is a node in one line, colored.
function jsonLine(node) {
  const out = [];
  const walk = (n) => {
    if (n.kind === 'object') {
      out.push('{');
      n.members.forEach((m, i) => { out.push(i ? ', ' : '', el('span', {class: 'key'}, m.key), ': '); walk(m.node); });
      out.push('}');
    } else if (n.kind === 'array') {
      out.push('[');
      n.items.forEach((x, i) => { out.push(i ? ', ' : ''); walk(x); });
      out.push(']');
    } else {
      out.push(el('span', {class: n.kind}, n.text));
    }
  };
  walk(node);
  return out;
}
