#!/usr/bin/env bash
# httpsnippet 3.0.10, which makes commands and code of a HAR's requests: the command curl sends
# something else than the archive has. A form as text (HAR 1.2, postData.text) is empty, and so are
# parts whose media type names its boundary; the characters of params are not escaped, one without a
# value is "undefined"; a body with @ in front is the name of a file to curl; of two fields
# of one name the last is kept.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true}' >package.json
npm install --no-audit --no-fund --silent httpsnippet@3.0.10
cat >main.cjs <<'JS'
const { HTTPSnippet } = require('httpsnippet')
const request = { method: 'POST', url: 'http://127.0.0.1/', httpVersion: 'HTTP/1.1', headers: [], cookies: [], queryString: [], headersSize: -1, bodySize: -1 }
const form = 'application/x-www-form-urlencoded'
for (const parts of [
  { postData: { mimeType: form, text: 'a=1' } },
  { postData: { mimeType: 'multipart/form-data; boundary=xyz', params: [{ name: 'a', value: '1' }] } },
  { postData: { mimeType: form, params: [{ name: 'a', value: 'x y&z=1' }] } },
  { postData: { mimeType: form, params: [{ name: 'a' }] } },
  { postData: { mimeType: 'text/plain', text: '@ann' } },
  { headers: [{ name: 'X-A', value: '1' }, { name: 'X-A', value: '2' }] },
]) {
  console.log(new HTTPSnippet({ ...request, ...parts }).convert('shell', 'curl', { indent: false }).replace('curl --request POST --url http://127.0.0.1/', 'curl'))
}
JS

want="curl --data ''
curl
curl --data 'a=x y&z=1'
curl --data a=undefined
curl --data @ann
curl --header 'X-A: 2'"
got=$(node main.cjs)
printf 'httpsnippet 3.0.10\n%s\n' "$got"
[ "$got" = "$want" ] || {
  echo "no longer as described" >&2
  exit 1
}
