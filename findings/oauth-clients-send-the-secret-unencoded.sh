#!/usr/bin/env bash
# A client of OAuth 2.0 form-encodes its id and its secret before they go into Basic credentials
# (RFC 6749, 2.3.1). @usebruno/cli 4.1.0, httpyac 6.16.7 and client-oauth2 4.3.3 send them as they
# are: a server that decodes them, as oidc-provider 9.13.3 does, reads another secret where it has +
# or %, and answers that the right one is wrong. A secret of letters works. Bruno encoded them once,
# and went back for servers that do not decode (https://github.com/usebruno/bruno/issues/6194).
# @badgateway/oauth2-client 3.3.1 and oauth4webapi 3.8.8 encode them.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent @usebruno/cli@4.1.0 httpyac@6.16.7 client-oauth2@4.3.3 \
  @badgateway/oauth2-client@3.3.1 oauth4webapi@3.8.8 oidc-provider@9.13.3
mkdir bruno
echo '{"version": "1", "name": "shop", "type": "collection"}' >bruno/bruno.json
cat >main.js <<'JS'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import { OAuth2Client } from '@badgateway/oauth2-client'
import ClientOAuth2 from 'client-oauth2'
import * as oauth from 'oauth4webapi'
import Provider from 'oidc-provider'

const secrets = { letters: 'abc', signs: 'a+b%2F' }
const http = createServer()
await new Promise(done => http.listen(0, '127.0.0.1', done))
const issuer = `http://127.0.0.1:${http.address().port}`
const provider = new Provider(issuer, {
  clients: Object.entries(secrets).map(([client_id, client_secret]) => ({
    client_id, client_secret, grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
  })),
  features: { clientCredentials: { enabled: true } },
  ttl: { ClientCredentials: 600 },
})
http.on('request', provider.callback())
let told
provider.on('grant.success', () => { told = 'a token' })
provider.on('grant.error', (ctx, error) => { told = error.message })

const token_endpoint = `${issuer}/token`
const resource = `${issuer}/.well-known/openid-configuration`
const run = (name, args, cwd) => new Promise(done => {
  execFile(resolve('node_modules/.bin', name), args, { cwd }, done)
})
const clients = {
  async '@usebruno/cli'(id, secret) {
    writeFileSync(`bruno/${id}.bru`, `meta {
  name: ${id}
  type: http
  seq: 1
}
get {
  url: ${resource}
  auth: oauth2
}
auth:oauth2 {
  grant_type: client_credentials
  access_token_url: ${token_endpoint}
  client_id: ${id}
  client_secret: ${secret}
  credentials_placement: basic_auth_header
  credentials_id: ${id}
  token_placement: header
  token_header_prefix: Bearer
  auto_fetch_token: true
}
`)
    await run('bru', ['run', `${id}.bru`], 'bruno')
  },
  async httpyac(id, secret) {
    writeFileSync(`${id}.http`, `@x_tokenEndpoint=${token_endpoint}
@x_clientId=${id}
@x_clientSecret=${secret}
GET ${resource}
Authorization: openid client_credentials x
`)
    await run('httpyac', ['send', `${id}.http`, '--all'])
  },
  async 'client-oauth2'(clientId, clientSecret) {
    await new ClientOAuth2({ clientId, clientSecret, accessTokenUri: token_endpoint }).credentials.getToken()
  },
  async '@badgateway/oauth2-client'(clientId, clientSecret) {
    await new OAuth2Client({
      clientId, clientSecret, tokenEndpoint: token_endpoint, authenticationMethod: 'client_secret_basic',
    }).clientCredentials()
  },
  async oauth4webapi(client_id, secret) {
    await oauth.clientCredentialsGrantRequest({ issuer, token_endpoint }, { client_id },
      oauth.ClientSecretBasic(secret), new URLSearchParams(), { [oauth.allowInsecureRequests]: true })
  },
}
for (const [name, ask] of Object.entries(clients)) {
  for (const [id, secret] of Object.entries(secrets)) {
    told = 'not asked'
    await ask(id, secret).catch(() => {})
    console.log(`${name}, ${id}: ${told}`)
  }
}
process.exit()
JS

got=$(node main.js 2>/dev/null)
echo "$got"
[ "$got" = '@usebruno/cli, letters: a token
@usebruno/cli, signs: invalid_client
httpyac, letters: a token
httpyac, signs: invalid_client
client-oauth2, letters: a token
client-oauth2, signs: invalid_client
@badgateway/oauth2-client, letters: a token
@badgateway/oauth2-client, signs: a token
oauth4webapi, letters: a token
oauth4webapi, signs: a token' ] || {
  echo "no longer as described" >&2
  exit 1
}
