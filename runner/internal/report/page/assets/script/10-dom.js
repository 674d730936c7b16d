// Elements are made here and nowhere from text: no innerHTML in this file or any
// other (the page's content policy would refuse it).

const SVG = 'http://www.w3.org/2000/svg';

// el makes an element. attrs: "class", "hidden", data-…; a function is a listener.
function el(tag, attrs, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs || {})) {
    if (typeof v === 'function') e.addEventListener(k, v);
    else if (v === true) e.setAttribute(k, '');
    else if (v !== false && v !== undefined && v !== null) e.setAttribute(k, k === 'value' ? v : String(v).replace(CONTROLS, escaped));
  }
  add(e, children);
  return e;
}

// add appends elements and texts; nothing for what is missing.
function add(e, children) {
  for (const c of children.flat(Infinity)) {
    if (c === undefined || c === null || c === false || c === '') continue;
    e.append(c instanceof Node ? c : text(String(c)));
  }
  return e;
}

function svg(tag, attrs, ...children) {
  const e = document.createElementNS(SVG, tag);
  for (const [k, v] of Object.entries(attrs)) e.setAttribute(k, v);
  e.append(...children);
  return e;
}

// icon draws a symbol of the page's head. It is drawn anew: thousands of <use>
// cost a browser much more.
function icon(name) {
  const d = document.querySelector('#i-' + (name in RANK ? name : 'pending') + ' path').getAttribute('d');
  return svg('svg', {class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true'}, svg('path', {d}));
}

// What moves, reorders or hides text around it is shown as an escape.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]/;
const CONTROLS = new RegExp(CONTROL.source, 'g');

function escaped(c) {
  const n = c.charCodeAt(0);
  if (n === 13) return '\\r';
  return n < 256 ? '\\x' + n.toString(16).padStart(2, '0') : '\\u' + n.toString(16).padStart(4, '0');
}

// text is a string of a stranger as nodes that are safe to read.
function text(s) {
  if (!CONTROL.test(s)) return document.createTextNode(s);
  const out = document.createDocumentFragment();
  let from = 0;
  for (const m of s.matchAll(CONTROLS)) {
    if (m[0] === '\r' && s[m.index + 1] === '\n') {
      out.append(s.slice(from, m.index));
      from = m.index + 1;
      continue;
    }
    const mark = document.createElement('span');
    mark.className = 'control';
    mark.textContent = escaped(m[0]);
    out.append(s.slice(from, m.index), mark);
    from = m.index + 1;
  }
  out.append(s.slice(from));
  return out;
}

// bdi keeps the direction of a stranger's text to itself.
const bdi = (s) => el('bdi', null, s);
const code = (s) => el('code', null, s);

function count(n, noun) {
  return n.toLocaleString('en') + ' ' + noun + (n === 1 ? '' : 's');
}

function took(ms) {
  if (ms < 1) return ms.toFixed(1) + ' ms';
  if (ms < 1000) return Math.round(ms) + ' ms';
  if (ms < 60000) return (ms / 1000).toFixed(1) + ' s';
  return Math.floor(ms / 60000) + ' min ' + Math.floor((ms % 60000) / 1000) + ' s';
}

// copier is a button that puts a text into the clipboard.
function copier(what, label) {
  const b = el('button', {type: 'button', class: 'ghost copy', 'aria-label': label}, 'Copy');
  b.addEventListener('click', async () => {
    b.textContent = (await copy(what())) ? 'Copied' : 'Select and copy by hand';
    setTimeout(() => { b.textContent = 'Copy'; }, 2000);
  });
  return b;
}

async function copy(s) {
  try {
    await navigator.clipboard.writeText(s);
    return true;
  } catch { /* a page from disk has no clipboard in some browsers */ }
  const area = el('textarea', {class: 'sr', readonly: true});
  area.value = s;
  document.body.append(area);
  area.select();
  let done = false;
  try { done = document.execCommand('copy'); } catch { done = false; }
  area.remove();
  return done;
}
