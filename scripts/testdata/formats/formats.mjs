// Reads what Assay wrote with the readers of each format: node formats.mjs, in the folder of the reports.
import { execFileSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { validateStrict } from 'ctrf'
import { Parser } from 'tap-parser'
import { allure2 } from '@allurereport/reader'

let wrong = 0
function check(what, got, want) {
  const ok = JSON.stringify(got) === JSON.stringify(want)
  if (!ok) wrong++
  console.log(`${ok ? 'ok   ' : 'WRONG'} ${what}${ok ? '' : `: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`}`)
}

const findings = JSON.parse(readFileSync('run.json', 'utf8')).suites[0].findings
const claims = findings.map((f) => f.claim)
check('the run has every verdict', findings.map((f) => f.verdict), ['holds', 'broken', 'inconclusive', 'pending'])

// CTRF, by the schema of its own package.
const ctrf = JSON.parse(readFileSync('run.ctrf', 'utf8'))
let refused = ''
try {
  validateStrict(ctrf)
} catch (e) {
  refused = e.message + JSON.stringify(e.errors ?? '')
}
check('ctrf: its schema accepts the report', refused, '')
check('ctrf: claims', ctrf.results.tests.map((t) => t.name), claims)
check('ctrf: statuses', ctrf.results.tests.map((t) => t.status), ['passed', 'failed', 'other', 'pending'])

// TAP, by a parser in strict mode.
const tap = Parser.parse(readFileSync('run.tap', 'utf8'), { strict: true })
const points = tap.filter(([kind]) => kind === 'assert').map(([, point]) => point)
check('tap: nothing that a strict parser refuses', tap.filter(([kind]) => kind === 'extra').map(([, text]) => text), [])
check('tap: claims', points.map((p) => p.name), claims)
check('tap: points', points.map((p) => (p.skip ? 'skip' : p.ok ? 'ok' : 'not ok')), ['ok', 'not ok', 'skip', 'skip'])
check('tap: what failed says what came', points[1].diag.message, 'status: expected 404, got 410 Gone')

// Allure, by the reader of Allure 3.
const results = []
const visitor = {
  visitTestResult: async (r) => results.push(r),
  visitTestFixtureResult: async () => {},
  visitAttachmentFile: async () => {},
  visitMetadata: async () => {},
  visitGlobals: async () => {},
}
for (const file of readdirSync('allure')) {
  const text = readFileSync(join('allure', file))
  await allure2.read(visitor, {
    getOriginalFileName: () => basename(file),
    asJson: async () => JSON.parse(text.toString()),
    asUtf8String: async () => text.toString(),
    asBuffer: async () => text,
  })
}
results.sort((a, b) => claims.indexOf(a.name) - claims.indexOf(b.name))
check('allure: claims', results.map((r) => r.name), claims)
check('allure: statuses', results.map((r) => r.status), ['passed', 'failed', 'skipped', 'skipped'])
check('allure: the step that failed', results[1].steps.filter((s) => s.status === 'failed').map((s) => s.name), ['status 404'])

// SARIF, by Microsoft's validator, which also checks the schema.
const tool = 'node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool'
chmodSync(tool, 0o755)
execFileSync(tool, ['validate', 'lint.sarif', '--output', 'said.sarif'], { env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' } })
const said = JSON.parse(readFileSync('said.sarif', 'utf8').replace(/^\ufeff/, '')).runs[0]
check('sarif: no error for the validator', (said.results ?? []).filter((r) => r.level === 'error').map((r) => r.ruleId), [])
const sarif = JSON.parse(readFileSync('lint.sarif', 'utf8')).runs[0].results
check('sarif: the misspelled key has its place', sarif.filter((r) => r.message.text.includes('"prob"')).map((r) => [r.ruleId, r.locations[0].physicalLocation.region.startLine]), [['error', 10]])

if (wrong) {
  console.error(`${wrong} of the checks failed`)
  process.exit(1)
}
