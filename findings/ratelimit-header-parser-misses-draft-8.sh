#!/usr/bin/env bash
# ratelimit-header-parser 0.1.0 with express-rate-limit 8.7.4, of the same authors: the parser finds
# no number in the field RateLimit of draft-ietf-httpapi-ratelimit-headers-08 (section 4), which the
# limiter sends with standardHeaders 'draft-8'. It neither throws nor returns undefined, but a limit
# whose numbers are NaN and whose date is invalid, so "remaining === 0" never holds. Where a refusal
# has a Retry-After and no reset, its seconds count from 1970: the limit has been free for decades.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent ratelimit-header-parser@0.1.0 express-rate-limit@8.7.4 express@5.3.0
cat >main.js <<'JS'
import express from 'express'
import { rateLimit } from 'express-rate-limit'
import { parseRateLimit } from 'ratelimit-header-parser'

const show = (title, { limit, remaining, reset }) => {
  const seconds = Math.round((reset - Date.now()) / 1000)
  console.log(`${title}: limit ${limit}, remaining ${remaining}, reset ${seconds < 0 ? reset.toISOString() : `in ${seconds} s`}`)
}
for (const standardHeaders of ['draft-7', 'draft-8']) {
  const app = express()
  app.use(rateLimit({ windowMs: 60_000, limit: 1, standardHeaders, legacyHeaders: false }))
  app.get('/', (request, response) => response.end())
  const server = app.listen(0, '127.0.0.1')
  await new Promise(done => server.once('listening', done))
  const response = await fetch(`http://127.0.0.1:${server.address().port}`)
  show(response.headers.get('RateLimit'), parseRateLimit(response))
  server.close()
}
const refusal = { 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0', 'retry-after': '120' }
show('Retry-After: 120', parseRateLimit(refusal))
process.exit(0)
JS

want='limit=1, remaining=0, reset=60: limit 1, remaining 0, reset in 60 s
"1-in-1min"; r=0; t=60: limit NaN, remaining NaN, reset in NaN s
Retry-After: 120: limit 1, remaining 0, reset 1970-01-01T00:02:00.000Z'
got=$(node main.js)
printf 'ratelimit-header-parser 0.1.0\n%s\n' "$got"
[ "$got" = "$want" ] || {
  echo "no longer as described" >&2
  exit 1
}
