#!/usr/bin/env bash
# event-source-plus 0.1.15, fetch-event-stream 0.1.6 and @azure/core-sse 2.3.0, readers of
# server-sent events, hand on other events than the format says (WHATWG HTML, 9.2.6), and no error.
# The first two remove all spaces in front of a value, not one, so that words which come as tokens
# run together. The first keeps the last of several data lines. The second hands on a name without
# data as an event, though it is none; the third gives that name to the next event.
# eventsource-parser 3.1.1 reads all of it rightly.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent eventsource-parser@3.1.1 fetch-event-stream@0.1.6 event-source-plus@0.1.15 @azure/core-sse@2.3.0
cat >main.js <<'JS'
import { createServer } from 'node:http'
import { createSseStream } from '@azure/core-sse'
import { EventSourcePlus } from 'event-source-plus'
import { createParser } from 'eventsource-parser'
import { events } from 'fetch-event-stream'

const streams = {
  tokens: 'data: Hello\n\ndata:  there!\n\n',
  'two lines': 'data: one\ndata: two\n\n',
  'a name without data': 'event: ping\n\ndata: a\n\n',
}
const readers = {
  'eventsource-parser': async (url, take) => createParser({ onEvent: take }).feed(await (await fetch(url)).text()),
  'fetch-event-stream': async (url, take) => { for await (const event of events(await fetch(url))) take(event) },
  'event-source-plus': (url, take) => new Promise(done => {
    const control = new EventSourcePlus(url).listen({ onMessage: event => event.data === 'end' ? done(control.abort()) : take(event) })
  }),
  '@azure/core-sse': async (url, take) => { for await (const event of createSseStream((await fetch(url)).body)) take(event) },
}
const server = createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' })
  response.end(streams[decodeURIComponent(request.url.slice(1))] + 'data: end\n\n')
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
for (const title in streams) {
  for (const [name, read] of Object.entries(readers)) {
    const seen = []
    await read(`http://127.0.0.1:${server.address().port}/${encodeURIComponent(title)}`, ({ event, data }) => {
      if (data !== 'end') seen.push(`${event || 'message'} ${JSON.stringify(data)}`)
    })
    console.log(`${title}, ${name}: ${seen.join(', ')}`)
  }
}
process.exit(0)
JS

want='tokens, eventsource-parser: message "Hello", message " there!"
tokens, fetch-event-stream: message "Hello", message "there!"
tokens, event-source-plus: message "Hello", message "there!"
tokens, @azure/core-sse: message "Hello", message " there!"
two lines, eventsource-parser: message "one\ntwo"
two lines, fetch-event-stream: message "one\ntwo"
two lines, event-source-plus: message "two"
two lines, @azure/core-sse: message "one\ntwo"
a name without data, eventsource-parser: message "a"
a name without data, fetch-event-stream: ping undefined, message "a"
a name without data, event-source-plus: message "a"
a name without data, @azure/core-sse: ping "a"'
got=$(node main.js)
printf '%s\n' "$got"
[ "$got" = "$want" ] || {
  echo "no longer as described" >&2
  exit 1
}
