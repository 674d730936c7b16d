#!/usr/bin/env bash
# gpt-tokenizer 4.0.0, a port of tiktoken that is tested against its counts, lacks the tokens that
# begin with U+FEFF, as a text that was saved with a byte order mark does: 8 of cl100k_base and 9 of
# o200k_base. Such a text has more tokens than tiktoken 1.0.22 counts, and decoding tiktoken's
# tokens drops the character. All other tokens that are text are the same, and js-tiktoken 1.0.21
# counts as tiktoken.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent gpt-tokenizer@4.0.0 tiktoken@1.0.22 js-tiktoken@1.0.21
cat >main.js <<'JS'
import { getEncoding } from 'js-tiktoken'
import { get_encoding } from 'tiktoken'

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
for (const name of ['cl100k_base', 'o200k_base']) {
  const tiktoken = get_encoding(name)
  const port = await import(`gpt-tokenizer/encoding/${name}`)
  let same = 0
  const others = []
  for (const bytes of tiktoken.token_byte_values()) {
    let token
    try { token = text.decode(new Uint8Array(bytes)) } catch { continue } // a part of a character
    if (String(port.encode(token)) === String(tiktoken.encode(token, [], []))) same++
    else others.push(token)
  }
  const marked = others.filter(token => token.startsWith('\uFEFF'))
  console.log(`${name}: ${same} tokens as in tiktoken, ${others.length} not, ${marked.length} of them with U+FEFF in front`)
}

const tiktoken = get_encoding('o200k_base')
const port = await import('gpt-tokenizer/encoding/o200k_base')
for (const source of ['using System;', '\uFEFFusing System;']) {
  const tokens = [...tiktoken.encode(source)]
  const counts = [tokens, getEncoding('o200k_base').encode(source), port.encode(source)].map(({ length }) => length)
  console.log(`${JSON.stringify(source).replace('\uFEFF', 'U+FEFF ')}: tiktoken ${counts[0]}, js-tiktoken ${counts[1]}, gpt-tokenizer ${counts[2]}`)
  console.log(`  decoded by gpt-tokenizer: ${port.decode(tokens) === source ? 'the text' : 'another text'}`)
}
JS

got=$(node main.js)
echo "$got"
[ "$got" = 'cl100k_base: 99475 tokens as in tiktoken, 8 not, 8 of them with U+FEFF in front
o200k_base: 198427 tokens as in tiktoken, 9 not, 9 of them with U+FEFF in front
"using System;": tiktoken 3, js-tiktoken 3, gpt-tokenizer 3
  decoded by gpt-tokenizer: the text
"U+FEFF using System;": tiktoken 3, js-tiktoken 3, gpt-tokenizer 5
  decoded by gpt-tokenizer: another text' ] || {
  echo "no longer as described" >&2
  exit 1
}
