// Sends the requests of HAR files and replays their answers in one process: a path a line on
// standard input, an object {verdict, told, answers} a line on standard output. The first line has
// the versions. The argument is a folder node_modules with httpsnippet and playwright-core;
// CHROMIUM is a browser.
//
// httpsnippet writes each request as a curl command, which is run; routeFromHAR of Playwright
// answers the browser's fetch of each request.
const { createRequire } = require('node:module');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const folder = path.resolve(process.argv[2]);
const required = createRequire(path.join(folder, 'x.js'));
const { HTTPSnippet } = required('httpsnippet');
const { chromium } = required('playwright-core');

const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');
for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level] = () => {};

const isHTTP = (entry) => /^https?:/i.test(entry?.request?.url ?? '');

// send runs the curl command of a request, and returns why there is none.
const send = (entry, dir) => {
  const request = structuredClone(entry.request);
  const data = request.postData;
  if (data?.text && /form/.test(data.mimeType)) data.mimeType = 'text/plain'; // httpsnippet looks for params only
  let command;
  try {
    command = new HTTPSnippet(request).convert('shell', 'curl', { indent: false });
  } catch (err) {
    return `httpsnippet: ${err.message ?? JSON.stringify(err)}`;
  }
  const done = spawnSync('bash', ['-c', command.replace(/^curl /, 'curl -sS -m 10 -o /dev/null ')], { cwd: dir, encoding: 'utf8' });
  return done.status === 0 ? '' : done.stderr;
};

// bodyOf returns the body of a request in base64, null if it has none; undefined if only its parts
// are known.
const bodyOf = (entry, dir) => {
  const data = entry.request.postData;
  if (!data) return null;
  if (data._file) return fs.readFileSync(path.join(dir, data._file)).toString('base64');
  if (data.text) return /base64/i.test(data.encoding ?? data._encoding ?? '') ? data.text : Buffer.from(data.text).toString('base64');
  if (!data.params?.length) return null;
  if (/multipart/.test(data.mimeType)) return undefined;
  return Buffer.from(String(new URLSearchParams(data.params.map((p) => [p.name, p.value ?? ''])))).toString('base64');
};

// replay returns the answer to a request, null if there is none.
const replay = async (page, request) => {
  const wait = page.waitForEvent('response', { timeout: 3000 }).catch(() => null);
  const failed = await page.evaluate(async ({ method, url, headers, body }) => {
    try {
      const bytes = body === null ? undefined : Uint8Array.from(atob(body), (c) => c.charCodeAt(0));
      await fetch(url, { method, headers, body: bytes, redirect: 'manual', signal: AbortSignal.timeout(2000) });
      return false;
    } catch {
      return true;
    }
  }, request);
  if (failed) return null;
  const response = await wait;
  if (!response) return null;
  const headers = await response.headersArray();
  const body = await response.body().catch(() => Buffer.alloc(0));
  return { status: response.status(), headers: headers.map(({ name, value }) => [name, value]), body: body.toString('base64') };
};

const run = async (context, file) => {
  const dir = path.dirname(file);
  let entries;
  try {
    ({ entries } = JSON.parse(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '')).log);
    entries = entries.filter(isHTTP);
  } catch (err) {
    return { verdict: 'refused', told: String(err) };
  }
  const told = entries.map((entry) => send(entry, dir)).filter(Boolean);
  if (told.length) return { verdict: 'refused', told: told.join('\n') };
  const answers = [];
  const page = await context.newPage();
  try {
    await page.routeFromHAR(file, { notFound: 'abort' });
    for (const entry of entries) {
      const headers = {};
      for (const { name, value } of entry.request.headers ?? []) if (!name.startsWith(':')) headers[name] = value.replaceAll('\n', ', ');
      const request = { method: entry.request.method, url: entry.request.url.replace(/#.*/, ''), headers, body: bodyOf(entry, dir) };
      if (request.body !== undefined) answers.push({ request, answer: await replay(page, request) });
    }
  } catch (err) {
    return { verdict: 'refused', told: String(err) };
  } finally {
    await page.close();
  }
  return { verdict: 'green', told: '', answers };
};

(async () => {
  const version = (name) => JSON.parse(fs.readFileSync(path.join(folder, name, 'package.json'))).version;
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-web-security'] });
  const context = await browser.newContext();
  say({ verdict: '', told: `httpsnippet ${version('httpsnippet')} with playwright-core ${version('playwright-core')}` });
  for await (const file of readline.createInterface({ input: process.stdin })) say(await run(context, file));
  await browser.close();
})();
