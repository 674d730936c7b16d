#!/usr/bin/env bash
# har-to-k6 0.14.16, Grafana's converter of HAR archives to scripts of k6: what an archive repeats is
# sent changed. Where the URL and queryString (HAR 1.2) name the same two values of one parameter, as
# browsers export them, the last is sent once more; two fields of a form become one, with a comma
# between their values, also where postData.text has the form as it was sent.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true}' >package.json
npm install --no-audit --no-fund --silent har-to-k6@0.14.16
cat >main.cjs <<'JS'
const { liHARToK6Script } = require('har-to-k6')
const entry = request => ({
  startedDateTime: '2026-01-01T00:00:00.000Z', time: 1, cache: {}, timings: { send: 0, wait: 1, receive: 0 },
  request: { httpVersion: 'HTTP/1.1', cookies: [], headers: [], queryString: [], headersSize: -1, bodySize: -1, ...request },
  response: {
    status: 200, statusText: 'OK', httpVersion: 'HTTP/1.1', cookies: [], headers: [],
    content: { size: 0, mimeType: 'text/plain' }, redirectURL: '', headersSize: -1, bodySize: -1,
  },
})
const pair = (name, value) => ({ name, value })
const form = 'application/x-www-form-urlencoded'
const log = {
  version: '1.2', creator: { name: 'finding', version: '1' },
  entries: [
    entry({ method: 'GET', url: 'http://127.0.0.1/search?tag=x&tag=y', queryString: [pair('tag', 'x'), pair('tag', 'y')] }),
    entry({
      method: 'POST', url: 'http://127.0.0.1/form', headers: [pair('Content-Type', form)],
      postData: { mimeType: form, text: 'tag=x&tag=y', params: [pair('tag', 'x'), pair('tag', 'y')] },
    }),
  ],
}
liHARToK6Script({ log }).then(({ main }) => {
  for (const line of main.split('\n')) if (line.includes('http.')) console.log(line.trim())
})
JS

want="response = http.get('http://127.0.0.1/search?tag=x&tag=y&tag=y')
response = http.post('http://127.0.0.1/form', 'tag=x%2Cy', {"
got=$(node main.cjs 2>/dev/null | grep -v '^import')
printf 'har-to-k6 0.14.16\n%s\n' "$got"
[ "$got" = "$want" ] || {
  echo "no longer as described" >&2
  exit 1
}
