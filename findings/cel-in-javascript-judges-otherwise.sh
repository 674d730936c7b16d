#!/usr/bin/env bash
# The same expression of CEL is judged otherwise in JavaScript than by Go's cel.dev/cel-go 0.33.2.
# For npm's @bufbuild/cel 0.6.1 a member whose value is null is absent, in has() and in `in`, where
# the language asks for the key alone (langdef.md, Field Selection), so that an answer {"error":
# null} passes !has(body.error). In cel-js 0.8.2 two integers divide to a fraction, those beyond
# 2^53 lose digits, an escape is two characters, and what stands behind || is evaluated though the
# left side is true, so that a guard throws. @marcbachmann/cel-js 8.0.0 judges as Go does.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >expressions.json <<'JSON'
[
  "has(body.error)",
  "'error' in body",
  "body.error == null",
  "5 / 2 == 2",
  "9007199254740993 == 9007199254740992",
  "size('\\n') == 1",
  "!has(body.limit) || body.limit > 1"
]
JSON
cat >go.mod <<'MOD'
module finding.example/cel
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"os"

	"cel.dev/cel-go/cel"
)

func main() {
	data, err := os.ReadFile("expressions.json")
	must(err)
	var expressions []string
	must(json.Unmarshal(data, &expressions))
	env, err := cel.NewEnv(cel.Variable("body", cel.DynType))
	must(err)
	var results []any
	for _, expression := range expressions {
		ast, issues := env.Compile(expression)
		must(issues.Err())
		program, err := env.Program(ast)
		must(err)
		result, _, err := program.Eval(map[string]any{"body": map[string]any{"error": nil}})
		must(err)
		results = append(results, result.Value())
	}
	must(json.NewEncoder(os.Stdout).Encode(results))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
GO
cat >main.js <<'JS'
import { readFileSync } from 'node:fs'
import { celEnv, CelScalar, parse, plan } from '@bufbuild/cel'
import { evaluate as marcbachmann } from '@marcbachmann/cel-js'
import { evaluate as celJS } from 'cel-js'

const env = celEnv({ variables: { body: CelScalar.DYN } })
const libraries = {
  '@bufbuild/cel': (expression, values) => plan(env, parse(expression))(values),
  'cel-js': celJS,
  '@marcbachmann/cel-js': marcbachmann,
}
const expressions = JSON.parse(readFileSync('expressions.json'))
const judged = JSON.parse(readFileSync('go.json'))
expressions.forEach((expression, i) => {
  const results = [`cel-go ${judged[i]}`]
  for (const [name, evaluate] of Object.entries(libraries)) {
    let result
    try { result = evaluate(expression, { body: { error: null } }) } catch { result = 'throws' }
    results.push(`${name} ${result}`)
  }
  console.log(`${expression}: ${results.join(', ')}`)
})
JS
echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent @bufbuild/cel@0.6.1 cel-js@0.8.2 @marcbachmann/cel-js@8.0.0
go get cel.dev/cel-go@v0.33.2 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1

go run . >go.json
got=$(node main.js)
echo "$got"
[ "$got" = "has(body.error): cel-go true, @bufbuild/cel false, cel-js true, @marcbachmann/cel-js true
'error' in body: cel-go true, @bufbuild/cel false, cel-js true, @marcbachmann/cel-js true
body.error == null: cel-go true, @bufbuild/cel true, cel-js true, @marcbachmann/cel-js true
5 / 2 == 2: cel-go true, @bufbuild/cel true, cel-js false, @marcbachmann/cel-js true
9007199254740993 == 9007199254740992: cel-go false, @bufbuild/cel false, cel-js true, @marcbachmann/cel-js false
size('\n') == 1: cel-go true, @bufbuild/cel true, cel-js false, @marcbachmann/cel-js true
!has(body.limit) || body.limit > 1: cel-go true, @bufbuild/cel true, cel-js throws, @marcbachmann/cel-js true" ] || {
  echo "no longer as described" >&2
  exit 1
}
