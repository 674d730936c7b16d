#!/usr/bin/env bash
# npm's http-message-signatures 1.0.6 refuses signatures that are right by RFC 9421. It escapes none
# of ! ' ( ) ~ in the value of a parameter (2.2.8 wants what URLSearchParams writes), and of a field
# that is covered with sf or key (2.1.1, 2.1.2) it takes a decimal for an integer, 1.0 of Accept's
# q=1.0 for 1, though a decimal keeps a digit (RFC 9651, 4.1.5). Other values are fine, and what it
# signed itself it verifies, so that a test of both ends passes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent http-message-signatures@1.0.6
cat >main.js <<'JS'
import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { httpbis } from 'http-message-signatures'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const keyLookup = async () => ({ id: 'k', algs: ['ed25519'], verify: async (data, signature) => verify(null, data, publicKey, signature) })

// Signs a request with the base that the RFC says, whose first line is for component.
async function verified({ url = 'https://127.0.0.1/', headers = {} }, component, value) {
  const parameters = `(${component});created=1618884473;keyid="k";alg="ed25519"`
  const base = `${component}: ${value}\n"@signature-params": ${parameters}`
  const signature = sign(null, Buffer.from(base), privateKey).toString('base64')
  const fields = { ...headers, 'Signature-Input': `a=${parameters}`, Signature: `a=:${signature}:` }
  return await httpbis.verifyMessage({ keyLookup }, { method: 'GET', url, headers: fields })
}

for (const value of ['letters', 'a*b', "it's", '(1)', 'go!', '~me']) {
  const query = new URLSearchParams({ q: value }).toString()
  const covered = await verified({ url: `https://127.0.0.1/?${query}` }, '"@query-param";name="q"', query.slice(2))
  console.log(`@query-param, ?${query}: ${covered}`)
}
for (const accept of ['text/html;q=0.5', 'text/html;q=1.0']) {
  console.log(`sf, ${accept}: ${await verified({ headers: { accept } }, '"accept";sf', accept)}`)
}
for (const price of ['1.5', '1.0']) {
  console.log(`key, price=${price}: ${await verified({ headers: { offer: `price=${price}` } }, '"offer";key="price"', price)}`)
}
JS

want="@query-param, ?q=letters: true
@query-param, ?q=a*b: true
@query-param, ?q=it%27s: false
@query-param, ?q=%281%29: false
@query-param, ?q=go%21: false
@query-param, ?q=%7Eme: false
sf, text/html;q=0.5: true
sf, text/html;q=1.0: false
key, price=1.5: true
key, price=1.0: false"
got=$(node main.js)
printf 'http-message-signatures 1.0.6: is the signature right?\n%s\n' "$got"
[ "$got" = "$want" ] || {
  echo "no longer as described" >&2
  exit 1
}
