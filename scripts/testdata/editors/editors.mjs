// Checks what editors and httpYac make of Assay's files: node editors.mjs DIR SUITE…
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'

const [dir, ...suites] = process.argv.slice(2)
const require = createRequire(`${dir}/editors.mjs`)
const schema = JSON.parse(readFileSync(`${dir}/schema.json`, 'utf8'))
let wrong = 0
function check(what, ok, detail = '') {
  if (!ok) wrong++
  console.log(`${ok ? 'ok   ' : 'WRONG'} ${what}${ok ? '' : `: ${detail}`}`)
}

// Ajv, in its strictest setting, and a YAML reader of version 1.2, which has no merge keys.
const Ajv = require('ajv/dist/2020').default
const YAML = require('yaml')
let validate = () => false
let refused = ''
try {
  validate = new Ajv({ strict: true, allErrors: true }).compile(schema)
} catch (e) {
  refused = e.message
}
check('the schema compiles in Ajv with strict: true', refused === '', refused)
for (const file of suites) {
  const valid = validate(YAML.parse(readFileSync(file, 'utf8')))
  check(`${file} is valid without merge keys`, valid, JSON.stringify(validate.errors?.slice(0, 3)))
}

// yaml-language-server, as editors run it.
const { getLanguageService } = require('yaml-language-server/out/server/src/languageservice/yamlLanguageService.js')
const { TextDocument } = require('vscode-languageserver-textdocument')
const service = getLanguageService({
  schemaRequestService: async () => JSON.stringify(schema),
  workspaceContext: { resolveRelativePath: (path) => path },
  telemetry: { send() {}, sendError() {}, sendTrack() {} },
  yamlSettings: {},
})
service.configure({ validate: true, yamlVersion: '1.2', schemas: [{ fileMatch: ['*.yaml'], uri: 'assay.json', schema }] })
const misspelled = {
  stauts: '{stauts: 200}', dnoe: '{stream: {dnoe: true}}', mathces: '{json: {$.x: {mathces: y}}}',
  equal: '{headers: {X: {equal: y}}}', lte: '{status: {lte: 300}}', bdy: '{any: [{bdy: x}]}',
  hedaers: '[{hedaers: {X: y}}, ok]', typ: '{json: {$.x: {each: {typ: string}}}}',
  pth: '{stream: {joined: {pth: $.a, is: b}}}',
}
for (const [key, expect] of Object.entries(misspelled)) {
  const text = `suite: S\ntarget: http://127.0.0.1:1\nprobes: {a: {path: /}}\nfindings:\n  f: {probe: a, expect: ${expect}}\n`
  const found = await service.doValidation(TextDocument.create(`file:///${key}.yaml`, 'yaml', 0, text), false)
  const said = found.map((d) => `${d.range.start.line + 1}:${d.range.start.character + 1} ${d.message}`)
  const want = `5:${text.split('\n')[4].indexOf(key) + 1} Property ${key} is not allowed.`
  check(`an editor names the key of expect: ${expect}`, said.length === 1 && said[0] === want, JSON.stringify(said))
}

// A value of a wrong type: every type that would do is named.
const mistyped = {
  'probes: [a]': 'Incorrect type. Expected "null | object".',
  'findings: {f: {probe: a, expect: 7}}': 'Incorrect type. Expected "string | object | array".',
  'findings: {f: {probe: a, expect: {status: true}}}': 'Incorrect type. Expected "integer | string | object | array".',
}
for (const [part, want] of Object.entries(mistyped)) {
  const found = await service.doValidation(TextDocument.create(`file:///typed${want.length}.yaml`, 'yaml', 0, `suite: S\ntarget: http://127.0.0.1:1\n${part}\n`), false)
  check(`an editor names the types of ${part}`, found.length === 1 && found[0].message === want, JSON.stringify(found.map((d) => d.message)))
}

// httpYac sends a file of requests, so that the check means something, and nothing of a recording.
let asked = 0
const server = createServer((_, answer) => { asked++; answer.end('{}') })
await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
const target = `http://127.0.0.1:${server.address().port}`
async function sent(name) {
  asked = 0
  const child = spawn(process.execPath, [`${dir}/node_modules/httpyac/bin/httpyac.js`, 'send', name, '--all'], { cwd: dir, stdio: 'ignore' })
  await new Promise((ended) => child.on('exit', ended))
  return asked
}
function folder(name, files) {
  mkdirSync(`${dir}/${name}`)
  for (const [file, text] of Object.entries(files)) writeFileSync(`${dir}/${name}/${file}`, text)
  return name
}
const old = `### one\nGET ${target}/one\nAccept: */*\n\n### one response\nHTTP/1.1 200 OK\n\n### two\nPOST ${target}/two\n\n{}\n\n### two response\nHTTP/1.1 404 Not Found\n\n{}\n\n###\n`
const before = await sent(folder('before', { 'old.http': old }))
check('httpYac sends the 2 requests of a recording of before', before === 2, `it sent ${before}`)
const now = folder('now', { 'old.http': old })
execFileSync(`${dir}/assay`, ['fmt', `${dir}/${now}/old.http`])
const after = await sent(now)
check('httpYac sends nothing of it once assay fmt has brought it up to date', after === 0, `it sent ${after}`)
server.close()
process.exit(wrong > 0 ? 1 : 0)
