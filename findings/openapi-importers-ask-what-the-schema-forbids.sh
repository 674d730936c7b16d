#!/usr/bin/env bash
# A document of OpenAPI 3.1 made into requests by @usebruno/converters 0.23.0 (what Bruno imports
# with) and openapi-to-postmanv2 6.3.3 (what Postman does): the bodies are not what their schema
# allows. The only value of a const is "" for one and {} for the other; an enum without type has
# "string", which is none of its values. A cookie that the document requires is sent by neither, and
# Bruno's sends an array of the default style (form, explode: a=1&a=2) as one value with a comma, and
# no deepObject.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true}' >package.json
npm install --no-audit --no-fund --silent @usebruno/converters@0.23.0 openapi-to-postmanv2@6.3.3
cat >main.cjs <<'JS'
const { openApiToBruno } = require('@usebruno/converters')
const { convert } = require('openapi-to-postmanv2')
const document = () => ({
  openapi: '3.1.0', info: { title: 'Shop', version: '1' }, servers: [{ url: 'http://127.0.0.1/v1' }],
  paths: {
    '/orders': {
      post: {
        parameters: [
          { name: 'tag', in: 'query', schema: { type: 'array', items: { type: 'string' } }, example: ['x', 'y'] },
          { name: 'deep', in: 'query', style: 'deepObject', schema: { type: 'object', properties: { a: { type: 'integer' } } }, example: { a: 1 } },
          { name: 'session', in: 'cookie', required: true, schema: { type: 'string' }, example: 'c' },
        ],
        requestBody: {
          content: { 'application/json': { schema: {
            type: 'object', required: ['kind', 'size'], properties: { kind: { const: 'order' }, size: { enum: ['s', 'm'] } },
          } } },
        },
        responses: { 200: { description: 'done' } },
      },
    },
  },
})
const show = (who, query, headers, body) => {
  const cookie = headers.some(name => name.toLowerCase() === 'cookie')
  console.log(`${who}: ${query.join('&')}, ${cookie ? 'a' : 'no'} cookie, ${JSON.stringify(JSON.parse(body))}`)
}
const requests = items => items.flatMap(one => one.items ?? one.item ? requests(one.items ?? one.item) : [one.request])

Promise.resolve(openApiToBruno(document())).then(collection => {
  const [{ params, headers, body }] = requests(collection.items)
  show('Bruno', params.filter(p => p.enabled).map(p => `${p.name}=${p.value}`), headers.map(h => h.name), body.json)
  const options = { requestParametersResolution: 'Example', exampleParametersResolution: 'Example' }
  convert({ type: 'json', data: document() }, options, (err, { output }) => {
    if (err) throw err
    const [{ url, header, body }] = requests(output[0].data.item)
    show('Postman', url.query.filter(p => !p.disabled).map(p => `${p.key}=${p.value}`), header.map(h => h.key), body.raw)
  })
})
JS

want='Bruno: tag=x,y, no cookie, {"kind":"","size":"s"}
Postman: tag=x&tag=y&deep[a]=1, no cookie, {"kind":{},"size":"string"}'
got=$(node main.cjs)
printf '@usebruno/converters 0.23.0, openapi-to-postmanv2 6.3.3\n%s\n' "$got"
[ "$got" = "$want" ] || {
  echo "no longer as described" >&2
  exit 1
}
