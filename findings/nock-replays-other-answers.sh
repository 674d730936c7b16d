#!/usr/bin/env bash
# nock 14.0.17: an answer that its recorder took is another one when nock.define plays it. Of
# several Set-Cookie fields, which should not become one (RFC 6265, section 3), the recording keeps
# the last; given by hand, nock plays both. The JSON texts null, 0, false and "" (RFC 8259, section
# 2: any value is one) become a body without a byte, on which a client's JSON parser throws, and
# "text" loses its quotes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent nock@14.0.17
cat >main.js <<'JS'
import http from 'node:http'
import nock from 'nock'

const bodies = ['{"a":null}', 'null', '0', 'false', '""', '"text"']
const server = http.createServer((request, response) => {
  response.writeHead(200, ['Content-Type', 'application/json', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'])
  response.end(bodies[request.url.slice(1)])
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
const get = i => new Promise(done => http.get(`http://127.0.0.1:${server.address().port}/${i}`, response => {
  let body = ''
  response.on('data', part => { body += part })
  response.on('end', () => done(`cookies ${response.headers['set-cookie']}, body ${body || 'empty'}`))
}))
const live = []
nock.recorder.rec({ output_objects: true, dont_print: true })
for (const i in bodies) live.push(await get(i))
const recording = JSON.stringify(nock.recorder.play())
nock.restore()
nock.recorder.clear()
nock.activate()
nock.define(JSON.parse(recording))
for (const i in bodies) console.log(`${live[i]}; played: ${await get(i)}`)
nock(`http://127.0.0.1:${server.address().port}`).get('/byhand').reply(200, 'a', { 'Set-Cookie': ['a=1', 'b=2'] })
console.log(`by hand: ${await get('byhand')}`)
process.exit(0)
JS

want='cookies a=1,b=2, body {"a":null}; played: cookies b=2, body {"a":null}
cookies a=1,b=2, body null; played: cookies b=2, body empty
cookies a=1,b=2, body 0; played: cookies b=2, body empty
cookies a=1,b=2, body false; played: cookies b=2, body empty
cookies a=1,b=2, body ""; played: cookies b=2, body empty
cookies a=1,b=2, body "text"; played: cookies b=2, body text
by hand: cookies a=1,b=2, body a'
got=$(node main.js)
printf 'nock 14.0.17\n%s\n' "$got"
[ "$got" = "$want" ] || {
  echo "no longer as described" >&2
  exit 1
}
