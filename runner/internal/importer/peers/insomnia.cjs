// Sends the requests of Insomnia's exports of version 4 by the library of its own command, in one
// process: a path a line on standard input, an object {verdict, told} a line on standard output.
// The first line has the version. The argument is a folder node_modules with insomnia-send-request.
//
// The library renders, signs and encodes a request and hands it to libcurl; its binding is native
// code that is built for few versions of Node, so the command curl sends in its place.
const { createRequire } = require('node:module');
const Module = require('node:module');
const { EventEmitter } = require('node:events');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');

const folder = path.resolve(process.argv[2]);
const required = createRequire(path.join(folder, 'x.js'));
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'insomnia-'));
global.require = required; // of its plugins
process.env.INSOMNIA_DATA_PATH = scratch;
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));

const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');
let printed = [];
for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level] = (...all) => printed.push(all.join(' '));

const named = () => new Proxy({}, { get: (_, name) => name });

// Curl is what the library uses of libcurl's binding.
class Curl extends EventEmitter {
  static option = named();
  static info = named();
  options = { COOKIELIST: [] };
  setOpt(name, value) {
    if (name === 'COOKIELIST') this.options.COOKIELIST.push(value);
    else this.options[name] = value;
  }
  enable() {}
  close() {}
  getInfo() {
    return 0;
  }
  perform() {
    const o = this.options;
    const file = (name, content) => {
      const at = path.join(scratch, name);
      fs.writeFileSync(at, content);
      return at;
    };
    const args = ['-sS', '-g', '--compressed', '--noproxy', '*', '-D', path.join(scratch, 'head'), '-m', '10'];
    if (o.PATH_AS_IS) args.push('--path-as-is');
    if (o.FOLLOWLOCATION) args.push('-L');
    if (o.MAXREDIRS) args.push('--max-redirs', o.MAXREDIRS);
    if (o.USERAGENT) args.push('-A', o.USERAGENT);
    if (o.COOKIE) args.push('-b', o.COOKIE);
    if (o.COOKIELIST.length) args.push('-b', file('jar', '# Netscape HTTP Cookie File\n' + o.COOKIELIST.join('\n') + '\n'));
    if (o.NOBODY) args.push('-I');
    if (o.CUSTOMREQUEST) args.push('-X', o.CUSTOMREQUEST);
    if (o.READDATA !== undefined) args.push('-T', file('upload', fs.readFileSync(o.READDATA)));
    else if (o.POSTFIELDS !== undefined || o.POST) args.push('--data-binary', '@' + file('body', o.POSTFIELDS ?? ''));
    if (o.HTTPAUTH) args.push('--digest', '-u', `${o.USERNAME}:${o.PASSWORD}`);
    for (const line of o.HTTPHEADER ?? []) args.push('-H', line);
    const curl = spawn('curl', [...args.map(String), o.URL]);
    let failed = '';
    curl.stdout.on('data', (bytes) => o.WRITEFUNCTION(bytes));
    curl.stderr.on('data', (bytes) => (failed += bytes));
    curl.on('close', (status) => {
      if (status === 0) this.emit('end', 0, '', fs.readFileSync(path.join(scratch, 'head')));
      else this.emit('error', new Error(failed), status);
    });
  }
}

const load = Module._load;
Module._load = function (name, ...rest) {
  if (name === '@getinsomnia/node-libcurl') return { Curl, CurlAuth: named(), CurlCode: named(), CurlFeature: named(), CurlHttpVersion: named(), CurlInfoDebug: named(), CurlNetrc: named() };
  return load.call(this, name, ...rest);
};
const { getSendRequestCallbackMemDb } = required('insomnia-send-request');

const types = { request: 'Request', request_group: 'RequestGroup', workspace: 'Workspace', environment: 'Environment', cookie_jar: 'CookieJar', grpc_request: 'GrpcRequest' };

const run = async (file) => {
  printed = [];
  const beside = file.replace(/\.\w+$/, '.four.json');
  let resources;
  try {
    ({ resources } = JSON.parse(fs.readFileSync(fs.existsSync(beside) ? beside : file, 'utf8')));
    const memory = {};
    for (const { _type, ...one } of resources) (memory[types[_type]] ??= []).push({ ...one, type: types[_type] });
    const below = (id) => resources.filter((one) => one.parentId === id).sort((a, b) => (a.metaSortKey ?? 0) - (b.metaSortKey ?? 0));
    const workspace = resources.find((one) => one._type === 'workspace');
    const base = below(workspace._id).find((one) => one._type === 'environment');
    const environment = (base && below(base._id)[0]) ?? base;
    const started = () => getSendRequestCallbackMemDb(environment?._id, memory, { validateSSL: false });
    const usesResponses = JSON.stringify(resources).includes('{% response');
    process.chdir(path.dirname(file));
    let sendRequest = await started();
    const told = [];
    const walk = async (id) => {
      for (const one of below(id)) {
        if (one._type === 'request_group') await walk(one._id);
        if (one._type !== 'request') continue;
        const { status, statusMessage, headers, data } = await sendRequest(one._id);
        if (usesResponses) {
          // The library keeps no responses: the next request starts with this one.
          const bodyPath = path.join(scratch, one._id);
          fs.writeFileSync(bodyPath, data ?? '');
          const response = { _id: 'res_' + one._id, type: 'Response', parentId: one._id, environmentId: environment?._id ?? null, statusCode: status, bodyPath, bodyCompression: null };
          (memory.Response ??= []).push({ ...response, headers: Object.entries(headers ?? {}).map(([name, value]) => ({ name, value })) });
          sendRequest = await started();
        }
        if (!(status >= 200 && status < 300)) told.push(`${one.name}: ${status} ${statusMessage}`);
      }
    };
    await walk(workspace._id);
    return { verdict: told.length ? 'red' : 'green', told: [...told, ...printed].join('\n') };
  } catch (err) {
    return { verdict: 'refused', told: [String(err.stack), ...printed].join('\n') };
  }
};

(async () => {
  say({ verdict: '', told: 'insomnia-send-request ' + JSON.parse(fs.readFileSync(path.join(folder, 'insomnia-send-request', 'package.json'))).version });
  for await (const file of readline.createInterface({ input: process.stdin })) say(await run(file));
  process.exit(0);
})();
