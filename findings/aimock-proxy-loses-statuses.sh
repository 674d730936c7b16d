#!/usr/bin/env bash
# @copilotkit/aimock 1.43.0 with --proxy-only: which status an upstream's error has is lost.
# A 429 with Retry-After, a 401, a 404 and a 503 all reach the client as 502, without
# Retry-After, so that a client behind it neither waits nor stops for
# the right reason. A 200 passes as it is.
set -euo pipefail
dir=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"

npm install --no-audit --no-fund --silent @copilotkit/aimock@1.43.0
echo '{"fixtures": []}' >none.json
cat >upstream.cjs <<'JS'
// Answers with the status that the model's name is.
const http = require('node:http')
http.createServer((request, response) => {
  let body = ''
  request.on('data', part => { body += part })
  request.on('end', () => {
    const status = Number(JSON.parse(body).model)
    response.writeHead(status, {'Content-Type': 'application/json', ...(status === 429 && {'Retry-After': '7'})})
    const message = {role: 'assistant', content: 'hi'}
    response.end(JSON.stringify(status === 200
      ? {id: 'c1', object: 'chat.completion', created: 1, model: '200', choices: [{index: 0, message, finish_reason: 'stop'}]}
      : {error: {message: 'as asked', type: 'invalid_request_error', code: null, param: null}}))
  })
}).listen(18821, '127.0.0.1')
JS
node upstream.cjs &
pids+=($!)
node node_modules/@copilotkit/aimock/dist/cli.js -p 18822 -f none.json --proxy-only --provider-openai http://127.0.0.1:18821 >aimock.log 2>&1 &
pids+=($!)
curl -s -o /dev/null --retry 60 --retry-delay 1 --retry-connrefused http://127.0.0.1:18822/

declare -A seen
for status in 200 401 404 429 503; do
  seen[$status]=$(curl -s -D head -o body -w '%{http_code}' http://127.0.0.1:18822/v1/chat/completions \
    -H 'Authorization: Bearer invented' -H 'Content-Type: application/json' \
    -d "{\"model\": \"$status\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}")
  retry=$(grep -i '^retry-after:' head | tr -d '\r' || true)
  echo "upstream $status, client ${seen[$status]} ${retry:-no Retry-After} $(head -c 160 body)"
done

[ "${seen[200]}" = 200 ]
for status in 401 404 429 503; do
  if [ "${seen[$status]}" != 502 ]; then
    echo "changed: $status of the upstream is ${seen[$status]} now" >&2
    exit 1
  fi
done
