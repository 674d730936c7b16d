// The extension starts assay lsp and hands the editor's messages to it; all features are the server's.
'use strict';

const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

// options returns how the server is started, and for which documents.
function options() {
  const settings = vscode.workspace.getConfiguration('assay');
  const [command, ...args] = settings.get('command');
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return {
    server: { command, args, options: { cwd: folder } },
    client: {
      documentSelector: settings.get('documents').map((pattern) => ({ scheme: 'file', pattern })),
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/*.{yaml,yml,fixture,har,csv,json}') },
    },
  };
}

async function start() {
  const { server, client: own } = options();
  client = new LanguageClient('assay', 'Assay', server, own);
  try {
    await client.start();
  } catch (error) {
    vscode.window.showErrorMessage(`Assay: ${server.command} ${server.args.join(' ')} does not start: ${error.message}. Install assay, or name it under the setting assay.command.`);
  }
}

async function stop() {
  await client?.stop();
  client = undefined;
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand('assay.restart', async () => { await stop(); await start(); }),
    vscode.workspace.onDidChangeConfiguration(async (e) => {
      if (e.affectsConfiguration('assay')) {
        await stop();
        await start();
      }
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
