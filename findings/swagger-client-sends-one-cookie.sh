#!/usr/bin/env bash
# swagger-client 3.39.0: of several parameters in a cookie (OpenAPI 3.0.4, section 4.7.12.1) only the
# last is sent: each of them sets the header Cookie anew.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true}' >package.json
npm install --no-audit --no-fund --silent swagger-client@3.39.0
cat >main.cjs <<'JS'
const swagger = require('swagger-client')
const cookie = name => ({ name, in: 'cookie', schema: { type: 'string' } })
const spec = {
  openapi: '3.0.4', info: { title: 'shop', version: '1' }, servers: [{ url: 'http://127.0.0.1' }],
  paths: { '/': { get: { operationId: 'read', parameters: [cookie('theme'), cookie('unit')], responses: { 200: { description: 'a' } } } } },
}
const request = swagger.buildRequest({ spec, operationId: 'read', parameters: { theme: 'dark', unit: 'metre' } })
console.log(request.headers.Cookie)
JS

want='unit=metre'
got=$(node main.cjs)
printf 'swagger-client 3.39.0\n%s\n' "$got"
[ "$got" = "$want" ] || {
  echo "no longer as described" >&2
  exit 1
}
