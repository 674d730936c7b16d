#!/usr/bin/env bash
# Clients that authenticate by Digest (RFC 7616) stay refused with the right password, depending on
# how the server asks. Of a challenge behind one of Basic in the same field, as RFC 9110, 11.6.1
# shows it, github.com/icholy/digest 1.2.0 and npm's digest-fetch 3.1.1, urllib 4.9.2 and newman
# 6.2.2 know nothing, digest-fetch not even if it has a field of its own. The four of npm have no
# right answer to a realm with an escaped quote; digest-fetch and urllib know no scheme in small
# letters (11.1: case does not matter). @mhoc/axios-digest-auth 0.8.0 leaves the query out of the
# URI that it hashes (RFC 7616, 3.4). curl gets through each time.
set -euo pipefail
dir=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"

cat >server.cjs <<'JS'
// Asks for Digest in the way that the path names, and answers 200 to whoever has it right.
const { createHash } = require('node:crypto')
const { createServer } = require('node:http')
const digest = (realm = 'shop') => `Digest realm="${realm}", nonce="n1", qop="auth"`
const challenges = {
  '/alone': [digest()],
  '/alone?page=1': [digest()],
  '/behind': [`Basic realm="shop", ${digest()}`],
  '/fields': ['Basic realm="shop"', digest()],
  '/quotes': [digest('the \\"shop\\"')],
  '/lower': [digest().replace('Digest', 'digest')],
}
const md5 = (...parts) => createHash('md5').update(parts.join(':')).digest('hex')
createServer((request, response) => {
  request.resume()
  const [scheme, ...rest] = (request.headers.authorization ?? '').split(' ')
  if (scheme !== 'Digest') {
    response.writeHead(401, challenges[request.url].flatMap(challenge => ['WWW-Authenticate', challenge]))
    return response.end()
  }
  const sent = {}
  for (const [, name, quoted, plain] of rest.join(' ').matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)) {
    sent[name] = plain ?? quoted.replace(/\\(.)/g, '$1')
  }
  const { realm, nonce, nc, cnonce, qop, uri } = sent
  const right = md5(md5('user', realm, 'word'), nonce, nc, cnonce, qop, md5(request.method, uri))
  response.writeHead(sent.response === right && uri === request.url ? 200 : 403)
  response.end()
}).listen(Number(process.argv[2]), '127.0.0.1')
JS
cat >main.js <<'JS'
import AxiosDigest from '@mhoc/axios-digest-auth'
import axios from 'axios'
import DigestFetch from 'digest-fetch'
import newman from 'newman'
import { request } from 'urllib'

const clients = {
  'digest-fetch': async url => (await new DigestFetch('user', 'word').fetch(url)).status,
  '@mhoc/axios-digest-auth': url => new AxiosDigest.default({ axios, username: 'user', password: 'word' })
    .request({ url, method: 'GET' }).then(({ status }) => status, error => error.response.status),
  urllib: async url => (await request(url, { digestAuth: 'user:word' })).status,
  newman: url => new Promise(done => newman.run({
    collection: {
      info: { schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json', name: 'shop' },
      auth: { type: 'digest', digest: [{ key: 'username', value: 'user' }, { key: 'password', value: 'word' }] },
      item: [{ request: { url, method: 'GET' } }],
    },
  }, (error, summary) => done(summary.run.executions[0].response.code))),
}
const [base, ...paths] = process.argv.slice(2)
for (const [name, ask] of Object.entries(clients)) {
  const statuses = []
  for (const path of paths) statuses.push(await ask(base + path))
  console.log(`${name}: ${statuses.join(' ')}`)
}
JS
cat >go.mod <<'MOD'
module finding.example/digest
go 1.24
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"
	"net/http"
	"os"

	"github.com/icholy/digest"
)

func main() {
	fmt.Print("icholy/digest:")
	for _, path := range os.Args[2:] {
		client := http.Client{Transport: &digest.Transport{Username: "user", Password: "word"}}
		response, err := client.Get(os.Args[1] + path)
		if err != nil {
			panic(err)
		}
		response.Body.Close()
		fmt.Print(" ", response.StatusCode)
	}
	fmt.Println()
}
GO
echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent digest-fetch@3.1.1 @mhoc/axios-digest-auth@0.8.0 axios@1.18.1 urllib@4.9.2 newman@6.2.2
go get github.com/icholy/digest@v1.2.0 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1

node server.cjs 18823 &
pid=$!
base=http://127.0.0.1:18823
curl -s -o /dev/null --retry 60 --retry-delay 1 --retry-connrefused $base/alone
paths=(/alone '/alone?page=1' /behind /fields /quotes /lower)
got=$(
  echo "${paths[*]}"
  statuses=
  for path in "${paths[@]}"; do
    statuses+=" $(curl -s -o /dev/null -w '%{http_code}' --digest -u user:word "$base$path")"
  done
  echo "curl:$statuses"
  go run . $base "${paths[@]}"
  node main.js $base "${paths[@]}" 2>/dev/null
)
echo "$got"
[ "$got" = '/alone /alone?page=1 /behind /fields /quotes /lower
curl: 200 200 200 200 200 200
icholy/digest: 200 200 401 200 200 200
digest-fetch: 200 200 401 401 403 401
@mhoc/axios-digest-auth: 200 403 200 200 403 200
urllib: 200 200 401 200 403 401
newman: 200 200 401 200 403 200' ] || {
  echo "no longer as described" >&2
  exit 1
}
