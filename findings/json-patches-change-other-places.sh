#!/usr/bin/env bash
# Patches of JSON (RFC 6902) made or applied by packages of npm give another document, without an
# error. just-diff 6.0.2, with its jsonPatchPathConverter, does not escape / and ~ in a name (RFC
# 6901, section 3), as the paths of an OpenAPI document and media types have them, so that the patch
# changes another member. json8-patch 1.0.6 copies an object in name only: a later change of the
# copy changes the original (RFC 6902, 4.5). fast-json-patch 3.1.1's compare finds no difference
# between an empty array and an empty object as whole documents, deep-object-diff 1.1.9 at any
# depth. rfc6902 5.4.0 is right in each.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent just-diff@6.0.2 json8-patch@1.0.6 fast-json-patch@3.1.1 deep-object-diff@1.1.9 rfc6902@5.4.0
cat >main.js <<'JS'
import fast from 'fast-json-patch'
import { diff as objectDiff } from 'deep-object-diff'
import { diff, jsonPatchPathConverter } from 'just-diff'
import json8 from 'json8-patch'
import { applyPatch, createPatch } from 'rfc6902'

const show = (name, value) => console.log(' ', name, JSON.stringify(value))
const patched = (doc, patch) => {
  const copy = structuredClone(doc)
  applyPatch(copy, patch)
  return copy
}

console.log('a name with a slash, patched by rfc6902 with the patch of')
const before = { 'a/b': 1, a: { b: 1 } }
const after = { 'a/b': 2, a: { b: 1 } }
show('just-diff', patched(before, diff(before, after, jsonPatchPathConverter)))
show('fast-json-patch', patched(before, fast.compare(before, after)))
show('rfc6902', patched(before, createPatch(before, after)))

console.log('a copy that is changed')
const patch = [{ op: 'copy', from: '/a', path: '/b' }, { op: 'replace', path: '/b/c', value: 2 }]
const doc = { a: { c: 1 } }
show('json8-patch', json8.apply(structuredClone(doc), patch).doc)
show('fast-json-patch', fast.applyPatch(structuredClone(doc), patch).newDocument)
show('rfc6902', patched(doc, patch))

console.log('an empty array that becomes an empty object')
for (const [a, b] of [[[], {}], [{ data: [] }, { data: {} }]]) {
  show('fast-json-patch', fast.compare(a, b))
  show('deep-object-diff', objectDiff(a, b))
  show('rfc6902', createPatch(a, b))
}
JS

got=$(node main.js)
echo "$got"
[ "$got" = 'a name with a slash, patched by rfc6902 with the patch of
  just-diff {"a/b":1,"a":{"b":2}}
  fast-json-patch {"a/b":2,"a":{"b":1}}
  rfc6902 {"a/b":2,"a":{"b":1}}
a copy that is changed
  json8-patch {"a":{"c":2},"b":{"c":2}}
  fast-json-patch {"a":{"c":1},"b":{"c":2}}
  rfc6902 {"a":{"c":1},"b":{"c":2}}
an empty array that becomes an empty object
  fast-json-patch []
  deep-object-diff {}
  rfc6902 [{"op":"replace","path":"","value":{}}]
  fast-json-patch [{"op":"replace","path":"/data","value":{}}]
  deep-object-diff {}
  rfc6902 [{"op":"replace","path":"/data","value":{}}]' ] || {
  echo "no longer as described" >&2
  exit 1
}
