// Runs requests with bru's own command in one process, for bru starts slowly: a path a line on
// standard input, an object {verdict, told} a line on standard output. The first line has the
// version. The argument is the folder of @usebruno/cli.
//
// bru compiles its sandbox while the first request is on its way, and an assert that comes
// earlier sees undefined in the place of its value: here the sandbox is ready first.
const { createRequire } = require('node:module');
const path = require('node:path');
const readline = require('node:readline');
const util = require('node:util');

const folder = path.resolve(process.argv[2]);
const required = createRequire(path.join(folder, 'package.json'));

const yargs = required('yargs');

const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');

class Exit extends Error {
  constructor(status) {
    super(`exit ${status}`);
    this.status = status;
  }
}

let printed = [];
for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level] = (...all) => printed.push(util.format(...all));

// The first status counts: bru's handler catches what process.exit throws, and exits again.
let status;
process.exit = (n) => {
  status ??= n ?? 0;
  throw new Exit(status);
};

// fresh returns the command run of a bru that has kept no cookies and no tokens.
const fresh = () => {
  for (const name of Object.keys(require.cache)) {
    if (name.startsWith(path.join(folder, 'src')) || name.includes(path.join('@usebruno', 'requests'))) delete require.cache[name];
  }
  return required('./src/commands/run.js');
};

const run = async (file) => {
  printed = [];
  status = undefined;
  process.chdir(path.dirname(file));
  try {
    await yargs().command(fresh()).exitProcess(false).fail(false).parseAsync(['run', path.basename(file)]);
  } catch (err) {
    if (!(err instanceof Exit)) return { verdict: 'refused', told: String(err) };
  }
  const verdict = { 0: 'green', 1: 'red' }[status ?? 0] ?? 'refused';
  return { verdict, told: printed.join('\n') };
};

(async () => {
  const { executeQuickJsVm } = require(path.join(path.dirname(required.resolve('@usebruno/js')), 'sandbox/quickjs'));
  while (executeQuickJsVm({ script: '1 + 1', scriptType: 'expression', context: {} }) !== 2) await new Promise(setImmediate);
  say({ verdict: '', told: 'bru ' + required('./package.json').version });
  for await (const file of readline.createInterface({ input: process.stdin })) say(await run(file));
})();
