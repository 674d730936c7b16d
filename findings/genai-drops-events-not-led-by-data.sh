#!/usr/bin/env bash
# @google/genai 2.32.0 (and 3.3.0): generateContentStream reads only those events whose first
# line is a data line. An event that has an `id:` line, an `event: message` line or a comment
# in front of its data, all of which the format of server-sent events allows (WHATWG HTML,
# 9.2), is dropped without an error: a whole answer comes out as an empty text, as if
# the model had said nothing. With the id behind the data a SyntaxError is thrown.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent @google/genai@2.32.0 genai-3@npm:@google/genai@3.3.0
cat >ask.js <<'JS'
// Serves "Hello there!" as two events in several layouts, and asks each client for all.
import {createServer} from 'node:http'

const data = (text, more = '') => 'data: ' + JSON.stringify({candidates: [{content: {role: 'model', parts: [{text}]}, index: 0, ...(more && {finishReason: more})}]}) + '\n'
const layouts = {
  'data alone': line => line + '\n',
  'id behind data': line => line + 'id: 1\n\n',
  'id in front of data': line => 'id: 1\n' + line + '\n',
  'event in front of data': line => 'event: message\n' + line + '\n',
  'comment in front of data': line => ': beat\n' + line + '\n',
}
let layout
const server = createServer((request, response) => {
  request.resume()
  response.writeHead(200, {'Content-Type': 'text/event-stream'})
  response.write(layout(data('Hello')))
  response.end(layout(data(' there!', 'STOP')))
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
for (const name of ['@google/genai', 'genai-3']) {
  const {GoogleGenAI} = await import(name)
  const {version} = JSON.parse((await import('node:fs')).readFileSync(`node_modules/${name}/package.json`))
  const client = new GoogleGenAI({apiKey: 'invented', httpOptions: {baseUrl: `http://127.0.0.1:${server.address().port}`}})
  for (const [title, lay] of Object.entries(layouts)) {
    layout = lay
    let said
    try {
      let text = ''
      for await (const chunk of await client.models.generateContentStream({model: 'm', contents: 'hi'})) text += chunk.text ?? ''
      said = JSON.stringify(text)
    } catch (error) {
      said = `error: ${error.message}`
    }
    console.log(`${version}, ${title}: ${said}`)
  }
}
process.exit(0)
JS
got=$(node ask.js)
echo "$got"
want=
for version in 2.32.0 3.3.0; do
  want+="$version, data alone: \"Hello there!\"
$version, id behind data: error: Unexpected non-whitespace character after JSON at position 83
$version, id in front of data: \"\"
$version, event in front of data: \"\"
$version, comment in front of data: \"\"
"
done
[ "$got" = "${want%$'\n'}" ] || {
  echo "no longer as described" >&2
  exit 1
}
