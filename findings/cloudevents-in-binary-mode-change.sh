#!/usr/bin/env bash
# npm's cloudevents 10.0.0, the SDK for JavaScript: an event that is sent in binary mode comes in as
# another one. Where the data is JSON, a text goes out without its quotes, which is no JSON (seen in
# https://github.com/cloudevents/spec/issues/558), a number and a boolean come in as text, and so
# does an object whose media type ends in +json, as problem+json; in structured mode each of them is
# kept. A subject is neither percent-encoded nor decoded (HTTP binding, 3.1.3.2), nor is it by Go's
# SDK (https://github.com/cloudevents/sdk-go/issues/1331), and a time is cut to milliseconds.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent cloudevents@10.0.0
cat >main.js <<'JS'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { CloudEvent, HTTP } from 'cloudevents'

let received
const server = createServer(async (request, response) => {
  const body = await text(request)
  received = { body, headers: request.headers }
  response.end()
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
async function send({ headers, body }) {
  await fetch(`http://127.0.0.1:${server.address().port}`, { method: 'POST', headers, body })
  return HTTP.toEvent(received)
}

for (const [datacontenttype, data] of [
  ['application/json', { a: 1 }], ['application/json', 'text'], ['application/json', 5], ['application/json', true],
  ['application/problem+json', { title: 'Gone' }],
]) {
  const event = new CloudEvent({ id: '1', source: '/shop', type: 'test', datacontenttype, data })
  const structured = await send(HTTP.structured(event))
  const binary = await send(HTTP.binary(event))
  console.log(`${datacontenttype} ${JSON.stringify(data)}: structured ${JSON.stringify(structured.data)}, binary ${JSON.stringify(binary.data)} of ${received.body}`)
}

const event = new CloudEvent({ id: '1', source: '/shop', type: 'test', subject: '50% of it', time: '2026-01-02T03:04:05.123456Z' })
await send(HTTP.binary(event))
console.log(`out: ce-subject: ${received.headers['ce-subject']}, ce-time: ${received.headers['ce-time']}`)
const { subject } = await send({ headers: { ...received.headers, 'ce-subject': '50%25%20of%20it' } })
console.log(`in: ${subject}`)
process.exit(0)
JS

got=$(node main.js)
printf 'cloudevents 10.0.0\n%s\n' "$got"
[ "$got" = 'application/json {"a":1}: structured {"a":1}, binary {"a":1} of {"a":1}
application/json "text": structured "text", binary "text" of text
application/json 5: structured 5, binary "5" of 5
application/json true: structured true, binary "true" of true
application/problem+json {"title":"Gone"}: structured {"title":"Gone"}, binary "{\"title\":\"Gone\"}" of {"title":"Gone"}
out: ce-subject: 50% of it, ce-time: 2026-01-02T03:04:05.123Z
in: 50%25%20of%20it' ] || {
  echo "no longer as described" >&2
  exit 1
}
