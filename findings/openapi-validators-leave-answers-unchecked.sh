#!/usr/bin/env bash
# Two validators of answers against OpenAPI documents accept what the document forbids, without a
# word. openapi-backend 5.21.2 checks only what stands under the key "application/json": an answer
# described under another media type of JSON, with a parameter or under a range of media types
# (OpenAPI 3.0.4, Response Object, content) may be anything. express-openapi-validator 5.6.2 checks
# no answer whose status is 500 or more (its issue
# https://github.com/cdimascio/express-openapi-validator/issues/469 was about all from 400 on).
# openapi-response-validator 12.1.3 is right in each.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true}' >package.json
npm install --no-audit --no-fund --silent openapi-backend@5.21.2 express-openapi-validator@5.6.2 express@4.22.3 openapi-response-validator@12.1.3
cat >main.cjs <<'JS'
const express = require('express')
const middleware = require('express-openapi-validator').middleware
const { OpenAPIBackend } = require('openapi-backend')
const ResponseValidator = require('openapi-response-validator').default

const answer = (media, member) => ({
  description: 'an answer',
  content: { [media]: { schema: { type: 'object', required: [member] } } },
})
const responses = {
  200: answer('application/json', 'id'),
  201: answer('application/vnd.api+json', 'data'),
  202: answer('application/json; charset=utf-8', 'id'),
  203: answer('application/*', 'id'),
  404: answer('application/problem+json', 'title'),
  500: answer('application/json', 'reason'),
}
const definition = {
  openapi: '3.0.4', info: { title: 'shop', version: '1' },
  paths: { '/order': { get: { operationId: 'order', responses } } },
}

const app = express()
app.use(middleware({ apiSpec: structuredClone(definition), validateResponses: true }))
app.get('/order', (req, res) => {
  const status = Number(req.get('status'))
  const [media] = Object.keys(responses[status].content)
  res.status(status).type(media.replace('*', 'json')).json(JSON.parse(req.get('body')))
})
app.use((error, req, res, next) => res.status(299).end()) // what the validator refuses comes here
const server = app.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}/order`
  const backend = new OpenAPIBackend({ definition: structuredClone(definition) })
  await backend.init()
  const validator = new ResponseValidator({ responses: structuredClone(responses) })
  for (const status in responses) {
    const [[media, { schema }]] = Object.entries(responses[status].content)
    for (const body of [{ [schema.required[0]]: 'x' }, {}]) {
      const { status: got } = await fetch(url, { headers: { status, body: JSON.stringify(body) } })
      const accepts = {
        'openapi-backend': !backend.validateResponse(body, 'order', Number(status)).errors,
        'express-openapi-validator': got === Number(status),
        'openapi-response-validator': !validator.validateResponse(Number(status), body),
      }
      console.log(`${status} ${media} ${JSON.stringify(body)}`)
      console.log('  accepted by', Object.keys(accepts).filter(name => accepts[name]).join(', ') || 'none')
    }
  }
  server.close()
})
JS

got=$(node main.cjs)
echo "$got"
[ "$got" = '200 application/json {"id":"x"}
  accepted by openapi-backend, express-openapi-validator, openapi-response-validator
200 application/json {}
  accepted by none
201 application/vnd.api+json {"data":"x"}
  accepted by openapi-backend, express-openapi-validator, openapi-response-validator
201 application/vnd.api+json {}
  accepted by openapi-backend
202 application/json; charset=utf-8 {"id":"x"}
  accepted by openapi-backend, express-openapi-validator, openapi-response-validator
202 application/json; charset=utf-8 {}
  accepted by openapi-backend
203 application/* {"id":"x"}
  accepted by openapi-backend, express-openapi-validator, openapi-response-validator
203 application/* {}
  accepted by openapi-backend
404 application/problem+json {"title":"x"}
  accepted by openapi-backend, express-openapi-validator, openapi-response-validator
404 application/problem+json {}
  accepted by openapi-backend
500 application/json {"reason":"x"}
  accepted by openapi-backend, express-openapi-validator, openapi-response-validator
500 application/json {}
  accepted by express-openapi-validator' ] || {
  echo "no longer as described" >&2
  exit 1
}
