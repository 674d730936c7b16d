#!/usr/bin/env bash
# Two tools that hold up a document of OpenAPI which breaks its clients let such changes through.
# For github.com/oasdiff/oasdiff 1.38.0 it breaks nobody that a request may have no property but the
# described ones any more (additionalProperties: false), nor that an answer of application/json
# becomes one of application/vnd.shop+json, which it calls more specific. An array in the query that
# is to come by commas (explode: false, OpenAPI 3.0.3, Style Values) is no change at all for npm's
# openapi-diff 0.24.1, and none that breaks for oasdiff, where an example in its docs says so
# (https://github.com/oasdiff/oasdiff/issues/1164).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/changes
go 1.26
MOD
go get github.com/oasdiff/oasdiff@v1.38.0 >/dev/null 2>&1
GOFLAGS=-mod=mod go build -o oasdiff github.com/oasdiff/oasdiff >/dev/null 2>&1
echo '{"private": true}' >package.json
npm install --no-audit --no-fund --silent openapi-diff@0.24.1

cat >before.yaml <<'YAML'
openapi: 3.0.3
info: {title: shop, version: "1"}
paths:
  /orders:
    get:
      parameters:
        - {name: id, in: query, schema: {type: array, items: {type: string}}}
      responses:
        "200":
          description: all
          content: {application/json: {schema: {type: object}}}
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {note: {type: string}}}
      responses: {"201": {description: made}}
YAML
try() {
  local found=passes other=passes
  sed "$2" before.yaml >after.yaml
  ./oasdiff breaking --fail-on WARN before.yaml after.yaml >/dev/null || found=breaks
  node_modules/.bin/openapi-diff before.yaml after.yaml >/dev/null 2>&1 || other=breaks
  echo "$1: oasdiff $found, openapi-diff $other"
}
got=$(
  try 'note is an integer' 's/note: {type: string}/note: {type: integer}/'
  try 'note alone is allowed' 's/schema: {type: object, properties/schema: {additionalProperties: false, type: object, properties/'
  try 'ids by commas' 's/in: query,/in: query, explode: false,/'
  try 'another media type' 's/application.json: {schema/application\/vnd.shop+json: {schema/'
)
echo "$got"
[ "$got" = 'note is an integer: oasdiff breaks, openapi-diff breaks
note alone is allowed: oasdiff passes, openapi-diff breaks
ids by commas: oasdiff passes, openapi-diff passes
another media type: oasdiff passes, openapi-diff breaks' ] || {
  echo "no longer as described" >&2
  exit 1
}
