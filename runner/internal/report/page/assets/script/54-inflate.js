// DEFLATE (RFC 1951). The browsers' own decoder answers later only; what is opened, printed or gone
// to by an address must be there at once.

// Lengths and distances of section 3.2.5: for each code the least value, and how many bits follow.
function ranges(first, step, most) {
  const out = [];
  for (let code = 0, value = first; code < most; code++) {
    const extra = Math.max(0, Math.floor(code / step) - 1);
    out.push([value, extra]);
    value += 1 << extra;
  }
  return out;
}
const LENGTHS = [...ranges(3, 4, 28), [258, 0]], DISTANCES = ranges(1, 2, 30);
// The order in which a block gives the lengths of its codes' codes, section 3.2.7.
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

// decoderOf is a Huffman code of these lengths as a table: under the next bits, the symbol times 16
// plus the number of bits that it takes.
function decoderOf(lengths) {
  const most = Math.max(1, ...lengths), table = new Uint16Array(1 << most), counts = new Uint16Array(17);
  for (const n of lengths) if (n) counts[n]++;
  const next = [0];
  for (let n = 1; n <= 16; n++) next[n] = (next[n - 1] + (n > 1 ? counts[n - 1] : 0)) << 1;
  lengths.forEach((n, symbol) => {
    if (!n) return;
    let code = next[n]++, turned = 0;
    for (let i = 0; i < n; i++, code >>= 1) turned = turned << 1 | code & 1;
    for (let i = turned; i < table.length; i += 1 << n) table[i] = symbol << 4 | n;
  });
  return {table, mask: table.length - 1};
}

let fixed = null; // the codes of section 3.2.6

function fixedCodes() {
  const literals = [[8, 144], [9, 112], [7, 24], [8, 8]].flatMap(([bits, times]) => new Array(times).fill(bits));
  fixed = fixed || [decoderOf(literals), decoderOf(new Array(30).fill(5))];
  return fixed;
}

// inflate returns the size bytes that were packed.
function inflate(from, size) {
  const to = new Uint8Array(size);
  let at = 0, out = 0, held = 0, holds = 0; // bits that were read, and how many
  const bits = (n) => {
    for (; holds < n; holds += 8) held |= from[at++] << holds;
    const value = held & (1 << n) - 1;
    held >>>= n;
    holds -= n;
    return value;
  };
  const symbol = ({table, mask}) => {
    for (; holds < 15; holds += 8) held |= from[at++] << holds;
    const entry = table[held & mask], n = entry & 15;
    if (!n) throw new Error('the data of this page is damaged');
    held >>>= n;
    holds -= n;
    return entry >> 4;
  };
  const stored = () => {
    at -= holds >> 3; // whole bytes go back
    held = holds = 0;
    const n = from[at] | from[at + 1] << 8;
    to.set(from.subarray(at + 4, at + 4 + n), out);
    at += 4 + n;
    out += n;
  };
  const codes = () => {
    const literals = bits(5) + 257, distances = bits(5) + 1, lengths = new Array(19).fill(0), all = [];
    for (let n = bits(4) + 4, i = 0; i < n; i++) lengths[ORDER[i]] = bits(3);
    const code = decoderOf(lengths);
    while (all.length < literals + distances) {
      const n = symbol(code);
      if (n < 16) all.push(n);
      else {
        const [again, times] = n === 16 ? [all[all.length - 1], 3 + bits(2)] : [0, n === 17 ? 3 + bits(3) : 11 + bits(7)];
        for (let i = 0; i < times; i++) all.push(again);
      }
    }
    return [decoderOf(all.slice(0, literals)), decoderOf(all.slice(literals))];
  };
  const compressed = ([literals, distances]) => {
    while (out <= size) {
      const s = symbol(literals);
      if (s < 256) { to[out++] = s; continue; }
      if (s === 256) return;
      const [least, extra] = LENGTHS[s - 257], end = out + least + bits(extra);
      const [near, more] = DISTANCES[symbol(distances)], back = near + bits(more);
      for (; out < end; out++) to[out] = to[out - back];
    }
  };
  for (let last = 0; !last && out <= size;) {
    last = bits(1);
    const kind = bits(2);
    if (kind === 0) stored();
    else if (kind < 3) compressed(kind === 1 ? fixedCodes() : codes());
    else throw new Error('the data of this page is damaged');
  }
  if (out !== size) throw new Error('the data of this page is damaged');
  return to;
}
