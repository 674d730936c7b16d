import http from 'node:http';
import { Readable } from 'node:stream';
import app from './node_modules/@llmops/gateway/dist/index.mjs';
http.createServer(async (q, s) => {
  const chunks = []; for await (const c of q) chunks.push(c);
  const body = chunks.length ? Buffer.concat(chunks) : undefined;
  const r = await app.fetch(new Request('http://127.0.0.1:8809' + q.url, { method: q.method, headers: q.headers, body }));
  s.writeHead(r.status, Object.fromEntries(r.headers));
  if (r.body) Readable.fromWeb(r.body).on('error', () => s.destroy()).pipe(s); else s.end();
}).listen(8809, '127.0.0.1');
