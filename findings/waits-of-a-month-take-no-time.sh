#!/usr/bin/env bash
# Clients of npm that wait as Retry-After says do not wait at all where it says 25 days or more, as a
# spent quota of a month does, in seconds or as a date: openai 6.49.0, groq-sdk 1.6.0, together-ai 0.52.0,
# axios-retry 4.5.0 and got 14.6.6 spend all their tries at once. They give the time to setTimeout,
# which makes 1 ms of each beyond 2^31-1. @anthropic-ai/sdk 1.14.0 asks again after its own
# short delay. 24 days are waited for by all of them, and 25 by ky 1.14.3.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent openai@6.49.0 groq-sdk@1.6.0 together-ai@0.52.0 @anthropic-ai/sdk@1.14.0 \
  axios-retry@4.5.0 axios@1.18.1 got@14.6.6 ky@1.14.3
cat >main.js <<'JS'
// Refuses whatever it is asked, and says how often a client asks within four seconds.
import { createServer } from 'node:http'
import Anthropic from '@anthropic-ai/sdk'
import axios from 'axios'
import axiosRetry from 'axios-retry'
import got from 'got'
import Groq from 'groq-sdk'
import ky from 'ky'
import OpenAI from 'openai'
import Together from 'together-ai'

const day = 24 * 60 * 60
const waits = {
  '24 days': () => 24 * day,
  '25 days': () => 25 * day,
  'a date in 25 days': () => new Date(Date.now() + (25 * day + 5) * 1000).toUTCString(),
}
const asked = {}
const server = createServer((request, response) => {
  request.resume()
  const [name, wait] = request.url.split('/').slice(1).map(decodeURIComponent)
  asked[name][wait]++
  response.writeHead(429, { 'Content-Type': 'application/json', 'Retry-After': waits[wait]() })
  response.end('{"error": {"message": "the quota of this month is spent"}}')
})
await new Promise(done => server.listen(0, '127.0.0.1', done))

const sdk = Client => baseURL => new Client({ baseURL, apiKey: 'invented' }).models.list()
const clients = {
  openai: sdk(OpenAI), 'groq-sdk': sdk(Groq), 'together-ai': sdk(Together), '@anthropic-ai/sdk': sdk(Anthropic),
  'axios-retry': url => {
    const client = axios.create()
    axiosRetry(client, { retries: 2, retryCondition: error => error.response?.status === 429 })
    return client.get(url)
  },
  got: url => got(url, { retry: { limit: 2 } }),
  ky: url => ky(url, { retry: 2 }),
}
for (const [name, ask] of Object.entries(clients)) {
  asked[name] = {}
  for (const wait in waits) {
    asked[name][wait] = 0
    ask(`http://127.0.0.1:${server.address().port}/${encodeURIComponent(name)}/${wait}`).catch(() => {})
  }
}
await new Promise(done => setTimeout(done, 4000))
for (const name in clients) console.log(`${name}: ${Object.entries(asked[name]).map(([wait, times]) => `${wait} ${times}`).join(', ')}`)
process.exit(0)
JS

got=$(node --disable-warning=TimeoutOverflowWarning main.js)
printf 'requests within four seconds\n%s\n' "$got"
[ "$got" = 'openai: 24 days 1, 25 days 3, a date in 25 days 3
groq-sdk: 24 days 1, 25 days 3, a date in 25 days 3
together-ai: 24 days 1, 25 days 3, a date in 25 days 3
@anthropic-ai/sdk: 24 days 1, 25 days 3, a date in 25 days 3
axios-retry: 24 days 1, 25 days 3, a date in 25 days 3
got: 24 days 1, 25 days 3, a date in 25 days 3
ky: 24 days 1, 25 days 1, a date in 25 days 1' ] || {
  echo "no longer as described" >&2
  exit 1
}
