#!/usr/bin/env bash
# @modelcontextprotocol/sdk 1.32.2 and @modelcontextprotocol/client 2.4.0: UriTemplate, which makes
# a resource's address of the template that a server offers (by the protocol's schema one of RFC
# 6570), makes others than the RFC says. Of several variables in one expression, but for a query,
# none is escaped and the operator is lost (3.2.2, 3.2.4, 3.2.6); a prefix (2.4.1) and a path-style
# parameter (3.2.7) become nothing; an exploded list in a query (2.4.2, 3.2.8) stays one parameter.
# So another resource is read. One variable works, and url-template 3.1.1 makes what the RFC says.
# The first of these was seen in https://github.com/modelcontextprotocol/inspector/pull/2035
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0 url-template@3.1.1
cat >main.js <<'JS'
import { UriTemplate as First } from '@modelcontextprotocol/sdk/shared/uriTemplate.js'
import { UriTemplate as Second } from '@modelcontextprotocol/client'
import { parseTemplate } from 'url-template'

const values = { year: '2026', name: 'a/b c', tags: ['x', 'y'] }
for (const part of ['/{name}', '{/name}', '{?year,name}', '/{year,name}', '{/year,name}', '{#year,name}', '/{year:2}', '{;year}', '{?tags*}']) {
  const template = 'shop://orders' + part
  console.log(template)
  console.log('  sdk', new First(template).expand(values))
  console.log('  client', new Second(template).expand(values))
  console.log('  url-template', parseTemplate(template).expand(values))
}
JS

got=$(node main.js)
echo "$got"
[ "$got" = 'shop://orders/{name}
  sdk shop://orders/a%2Fb%20c
  client shop://orders/a%2Fb%20c
  url-template shop://orders/a%2Fb%20c
shop://orders{/name}
  sdk shop://orders/a%2Fb%20c
  client shop://orders/a%2Fb%20c
  url-template shop://orders/a%2Fb%20c
shop://orders{?year,name}
  sdk shop://orders?year=2026&name=a%2Fb%20c
  client shop://orders?year=2026&name=a%2Fb%20c
  url-template shop://orders?year=2026&name=a%2Fb%20c
shop://orders/{year,name}
  sdk shop://orders/2026,a/b c
  client shop://orders/2026,a/b c
  url-template shop://orders/2026,a%2Fb%20c
shop://orders{/year,name}
  sdk shop://orders2026,a/b c
  client shop://orders2026,a/b c
  url-template shop://orders/2026/a%2Fb%20c
shop://orders{#year,name}
  sdk shop://orders2026,a/b c
  client shop://orders2026,a/b c
  url-template shop://orders#2026,a/b%20c
shop://orders/{year:2}
  sdk shop://orders/
  client shop://orders/
  url-template shop://orders/20
shop://orders{;year}
  sdk shop://orders
  client shop://orders
  url-template shop://orders;year=2026
shop://orders{?tags*}
  sdk shop://orders?tags=x,y
  client shop://orders?tags=x,y
  url-template shop://orders?tags=x&tags=y' ] || {
  echo "no longer as described" >&2
  exit 1
}
