// A session with the language server as the editor's client library speaks it, and the extension
// itself with a stand-in for the editor. ASSAY is the command.
'use strict';

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');
const { pathToFileURL } = require('node:url');
const lsp = require('vscode-languageserver-protocol/node');

const assay = process.env.ASSAY;
const text = `suite: shop
target: http://127.0.0.1:1
fixtures: shop.fixture
probes:
  cars: {path: /cars}
findings:
  cars-come:
    probe: carz
    expect: {status: 200, json: {$.total: 2}}
`;
const recorded = `### cars
> GET http://127.0.0.1:1/cars

### cars response
< HTTP/1.1 200 OK
Content-Type: application/json

{"total": 2}
`;

function folder(t) {
  const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'assay-')));
  t.after(() => fs.rmSync(dir, { recursive: true }));
  fs.writeFileSync(path.join(dir, 'shop.suite.yaml'), text);
  fs.writeFileSync(path.join(dir, 'shop.fixture'), recorded);
  return dir;
}

test('the server and the client library understand each other', async (t) => {
  const dir = folder(t);
  const server = spawn(assay, ['lsp'], { cwd: dir, stdio: ['pipe', 'pipe', 'inherit'] });
  const c = lsp.createProtocolConnection(new lsp.StreamMessageReader(server.stdout), new lsp.StreamMessageWriter(server.stdin));
  c.listen();
  const uri = pathToFileURL(path.join(dir, 'shop.suite.yaml')).href;
  const waiting = [];
  c.onNotification(lsp.PublishDiagnosticsNotification.type, (p) => p.uri === uri && waiting.splice(0).forEach((f) => f(p)));
  const published = () => new Promise((f) => waiting.push(f));
  const shown = [];
  c.onNotification(lsp.ShowMessageNotification.type, (p) => shown.push(p.message));

  const { capabilities, serverInfo } = await c.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid, rootUri: pathToFileURL(dir).href, capabilities: {},
  });
  assert.strictEqual(serverInfo.name, 'assay');
  for (const feature of ['completion', 'hover', 'definition', 'references', 'rename', 'documentSymbol', 'documentFormatting', 'codeLens', 'codeAction', 'executeCommand']) {
    assert.ok(capabilities[`${feature}Provider`], feature);
  }
  await c.sendNotification(lsp.InitializedNotification.type, {});

  let next = published();
  await c.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  const [wrong] = (await next).diagnostics;
  assert.match(wrong.message, /did you mean "cars"/);
  const [fix] = await c.sendRequest(lsp.CodeActionRequest.type, { textDocument: { uri }, range: wrong.range, context: { diagnostics: [wrong] } });
  assert.deepStrictEqual(fix.edit.changes[uri], [{ range: wrong.range, newText: 'cars' }]);

  next = published();
  await c.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 }, contentChanges: [{ range: wrong.range, text: 'cars' }],
  });
  assert.deepStrictEqual((await next).diagnostics, []);

  const at = { textDocument: { uri }, position: { line: 8, character: 35 } };
  assert.match((await c.sendRequest(lsp.HoverRequest.type, at)).contents.value, /recorded for `cars`:/);
  const { items } = await c.sendRequest(lsp.CompletionRequest.type, { textDocument: { uri }, position: { line: 7, character: 11 } });
  assert.ok(items.some((i) => i.label === 'cars'));
  const [lens] = await c.sendRequest(lsp.CodeLensRequest.type, { textDocument: { uri } });
  const { command } = await c.sendRequest(lsp.CodeLensResolveRequest.type, lens);
  const { verdicts } = await c.sendRequest(lsp.ExecuteCommandRequest.type, command);
  assert.deepStrictEqual(verdicts.map((v) => v.verdict), ['holds']);
  assert.deepStrictEqual(shown, ['cars-come: holds (replay)']);

  await c.sendRequest(lsp.ShutdownRequest.type);
  const ended = new Promise((f) => server.on('exit', f));
  await c.sendNotification(lsp.ExitNotification.type);
  assert.strictEqual(await ended, 0);
});

test('the extension starts the server that the settings name, restarts and stops it', async () => {
  const started = [];
  const commands = {};
  const settings = { command: ['assay', 'lsp'], documents: ['**/*.suite.yaml', 'parts/*.yaml'] };
  const errors = [];
  let configured;
  class LanguageClient {
    constructor(id, name, server, client) { Object.assign(this, { id, server, client, stopped: false }); started.push(this); }
    async start() { if (this.server.command === 'none') throw new Error('spawn none ENOENT'); }
    async stop() { this.stopped = true; }
  }
  const vscode = {
    workspace: {
      workspaceFolders: [{ uri: { fsPath: '/shop' } }],
      getConfiguration: () => ({ get: (key) => settings[key] }),
      createFileSystemWatcher: (glob) => glob,
      onDidChangeConfiguration: (f) => { configured = f; },
    },
    window: { showErrorMessage: (m) => errors.push(m) },
    commands: { registerCommand: (name, f) => { commands[name] = f; } },
  };
  const load = Module._load;
  Module._load = (name, ...rest) => (name === 'vscode' ? vscode : name === 'vscode-languageclient/node' ? { LanguageClient } : load(name, ...rest));
  try {
    const { activate, deactivate } = require('../extension.js');
    const { contributes } = require('../package.json');
    await activate({ subscriptions: [] });
    assert.deepStrictEqual(started[0].server, { command: 'assay', args: ['lsp'], options: { cwd: '/shop' } });
    assert.deepStrictEqual(started[0].client.documentSelector.map((s) => s.pattern), settings.documents);
    assert.deepStrictEqual(Object.keys(commands), contributes.commands.map((c) => c.command));
    await commands['assay.restart']();
    assert.ok(started[0].stopped && !started[1].stopped);
    settings.command = ['none'];
    await configured({ affectsConfiguration: () => true });
    assert.match(errors[0], /none .* does not start: spawn none ENOENT. Install assay/);
    await deactivate();
  } finally {
    Module._load = load;
  }
});
