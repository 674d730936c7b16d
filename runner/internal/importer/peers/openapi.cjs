// Judges OpenAPI documents in one process: a path a line on standard input, an object
// {verdict, told} a line on standard output. The first line has the versions. The argument is a
// folder node_modules with swagger-client, ajv, ajv-draft-04, ajv-formats,
// @openapi-contrib/openapi-schema-to-json-schema and @apidevtools/json-schema-ref-parser.
//
// swagger-client sends each operation with the document's own values; Ajv judges the answer by the
// schema that the document has for it.
const { createRequire } = require('node:module');
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const required = createRequire(path.join(path.resolve(process.argv[2]), 'x.js'));
const Swagger = required('swagger-client');
const Ajv04 = required('ajv-draft-04').default;
const Ajv2020 = required('ajv/dist/2020').default;
const formats = required('ajv-formats').default;
const { openapiSchemaToJsonSchema } = required('@openapi-contrib/openapi-schema-to-json-schema');
const { default: parser } = required('@apidevtools/json-schema-ref-parser');

const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');
for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level] = () => {};

const isObject = (v) => typeof v === 'object' && v !== null && !Array.isArray(v);
const escaped = (key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('%', '%25');
const at = (doc, pointer) =>
  pointer
    .split('/')
    .slice(1)
    .reduce((v, key) => v?.[decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')], doc);

// followed returns what a $ref stands for, and its place.
const followed = (doc, pointer) => {
  let v = at(doc, pointer);
  while (isObject(v) && typeof v.$ref === 'string') {
    pointer = v.$ref.slice(1);
    v = at(doc, pointer);
  }
  return { v, pointer };
};

// compiler returns a function that compiles the schema at a place of the document.
const compiler = (doc) => {
  const of = structuredClone(doc);
  const is30 = of.openapi.startsWith('3.0');
  // A response need not have what is writeOnly (OpenAPI 3.0.4, section 4.7.24.2).
  const relax = (v) => {
    if (Array.isArray(v)) v.forEach(relax);
    if (!isObject(v)) return;
    if (Array.isArray(v.required) && isObject(v.properties)) {
      v.required = v.required.filter((name) => !v.properties[name]?.writeOnly);
      if (v.required.length === 0) delete v.required;
    }
    Object.values(v).forEach(relax);
  };
  relax(of);
  // In 3.0 a schema is JSON Schema draft 4 with changes.
  const old = (v) => {
    if (!isObject(v)) return;
    for (const [key, value] of Object.entries(v)) {
      if (key === 'schema' && isObject(value)) v[key] = openapiSchemaToJsonSchema(value);
      else if (key === 'schemas') for (const name of Object.keys(value)) value[name] = openapiSchemaToJsonSchema(value[name]);
      else if (Array.isArray(value)) value.forEach(old);
      else old(value);
    }
  };
  if (is30) old(of);
  const options = { strict: false, validateSchema: false, allErrors: false, logger: false, unicodeRegExp: true, multipleOfPrecision: 9 };
  const ajv = is30 ? new Ajv04({ ...options, ignoreKeywordsWithRef: true }) : new Ajv2020(options);
  formats(ajv);
  ajv.addSchema(of, 'http://document.example/');
  return (pointer) => ajv.compile({ $ref: 'http://document.example/#' + pointer });
};

const first = (examples) => examples && Object.values(examples)[0]?.value;
const exampleOf = (doc, pointer) => {
  const { v } = followed(doc, pointer);
  const schema = followed(doc, pointer + '/schema').v;
  const named = first(v.examples && Object.fromEntries(Object.keys(v.examples).map((name) => [name, followed(doc, `${pointer}/examples/${escaped(name)}`).v])));
  return v.example ?? named ?? schema?.example ?? schema?.examples?.[0] ?? schema?.default;
};

// credentials are what the first way of an operation's security needs: every secret is one word.
const credentials = (doc, operation) => {
  const authorized = {};
  for (const name of Object.keys((operation.security ?? doc.security ?? [{}])[0] ?? {})) {
    const scheme = followed(doc, '/components/securitySchemes/' + escaped(name)).v ?? {};
    if (scheme.type === 'http' && /^basic$/i.test(scheme.scheme)) authorized[name] = { username: 'dark', password: 'dark' };
    else if (scheme.type === 'oauth2' || scheme.type === 'openIdConnect') authorized[name] = { token: { access_token: 'dark' } };
    else authorized[name] = 'dark';
  }
  return { authorized };
};

// wanted returns the place of the documented response of a status.
const wanted = (responses, status) => [String(status), String(status)[0] + 'XX', String(status)[0] + 'xx', 'default'].find((key) => key in (responses ?? {}));

const mediaOf = (content, type) => {
  const bare = (type ?? '').split(';')[0].trim().toLowerCase();
  const keys = Object.keys(content);
  return [bare, bare.split('/')[0] + '/*', '*/*'].map((want) => keys.find((key) => key.split(';')[0].trim().toLowerCase() === want)).find(Boolean);
};

// judge returns why a response is not as documented, '' if it is.
const judge = (doc, compile, pointer, response, body) => {
  const operation = at(doc, pointer);
  const status = wanted(operation.responses, response.status);
  if (status === undefined) return `the status ${response.status} is not documented`;
  const { v: documented, pointer: place } = followed(doc, `${pointer}/responses/${status}`);
  for (const name of Object.keys(documented.headers ?? {})) {
    const { v: header, pointer: below } = followed(doc, `${place}/headers/${escaped(name)}`);
    const text = response.headers.get(name);
    if (/^content-type$/i.test(name)) continue;
    if (text === null && header.required) return `the header ${name} is missing`;
    if (text === null || !header.schema) continue;
    const type = [].concat(followed(doc, below + '/schema').v.type);
    const one = (s, kind) => (['integer', 'number'].includes(kind) && s !== '' && !Number.isNaN(Number(s)) ? Number(s) : kind === 'boolean' && ['true', 'false'].includes(s) ? s === 'true' : s);
    const items = [].concat(followed(doc, below + '/schema/items').v?.type)[0];
    const value = type.includes('array') ? text.split(',').map((s) => one(s.trim(), items)) : one(text, type[0]);
    const valid = compile(below + '/schema');
    if (!valid(value)) return `the header ${name}: ${JSON.stringify(valid.errors)}`;
  }
  if (!documented.content || Object.keys(documented.content).length === 0 || [204, 304].includes(response.status) || pointer.endsWith('/head')) return '';
  const media = mediaOf(documented.content, response.headers.get('content-type'));
  if (media === undefined) return `the media type ${response.headers.get('content-type')} is not documented`;
  const below = followed(doc, `${place}/content/${escaped(media)}`);
  if (!('schema' in below.v)) return '';
  let value = body;
  if (/[/+]json\b/.test(response.headers.get('content-type'))) {
    try {
      value = JSON.parse(body);
    } catch (err) {
      return `the body is no JSON: ${err}`;
    }
  } else if (!/^text\/(?!html)/.test(response.headers.get('content-type'))) return '';
  const valid = compile(below.pointer + '/schema');
  return valid(value) ? '' : JSON.stringify(valid.errors);
};

const ask = async (doc, spec, compile, pointer, pathName, method) => {
  const operation = at(doc, pointer);
  const parameters = {};
  for (const [list, from] of [[at(doc, pointer.slice(0, pointer.lastIndexOf('/')))?.parameters, pointer.slice(0, pointer.lastIndexOf('/'))], [operation.parameters, pointer]]) {
    (list ?? []).forEach((_, i) => {
      const one = followed(doc, `${from}/parameters/${i}`);
      const media = Object.keys(one.v.content ?? {})[0];
      const value = exampleOf(doc, one.pointer) ?? (media && exampleOf(doc, `${one.pointer}/content/${escaped(media)}`));
      if (value !== undefined) parameters[`${one.v.in}.${one.v.name}`] = value;
    });
  }
  const options = { spec, operationId: method + '-' + pathName, parameters, securities: credentials(doc, operation) };
  if (operation.requestBody) {
    const body = followed(doc, pointer + '/requestBody');
    const media = Object.keys(body.v.content)[0];
    options.requestBody = exampleOf(doc, `${body.pointer}/content/${escaped(media)}`);
    if (/[/+]json\b/.test(media)) options.requestBody = JSON.stringify(options.requestBody);
    options.requestContentType = media;
  }
  options.requestInterceptor = (request) => {
    for (const name of Object.keys(request.headers)) if (/^accept$/i.test(name)) delete request.headers[name];
    return request;
  };
  let response, body;
  options.userFetch = async (url, request) => {
    response = await fetch(url, { ...request, redirect: 'manual', credentials: undefined });
    body = await response.clone().text();
    return response;
  };
  try {
    await Swagger.execute(options);
  } catch (err) {
    if (!response) throw err;
  }
  return judge(doc, compile, pointer, response, body);
};

const run = async (file) => {
  try {
    const doc = await parser.bundle(file, { dereference: { circular: 'ignore' } });
    const compile = compiler(doc);
    const spec = structuredClone(doc);
    const told = [];
    const operations = [];
    for (const pathName of Object.keys(doc.paths)) {
      const item = followed(doc, '/paths/' + escaped(pathName));
      for (const method of Object.keys(item.v)) {
        if (!['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'].includes(method)) continue;
        operations.push([`${item.pointer}/${method}`, pathName, method]);
        at(spec, item.pointer)[method].operationId = method + '-' + pathName;
      }
    }
    const resolved = await Swagger.resolve({ spec, baseDoc: 'http://document.example/openapi.json' });
    if (resolved.errors.length) return { verdict: 'refused', told: JSON.stringify(resolved.errors) };
    for (const [pointer, pathName, method] of operations) {
      const why = await ask(doc, resolved.spec, compile, pointer, pathName, method);
      if (why) told.push(why);
    }
    return { verdict: told.length ? 'red' : 'green', told: told.join('\n') };
  } catch (err) {
    return { verdict: 'refused', told: String(err.stack) };
  }
};

(async () => {
  const version = (name) => JSON.parse(fs.readFileSync(path.join(path.resolve(process.argv[2]), name, 'package.json'))).version;
  say({ verdict: '', told: `swagger-client ${version('swagger-client')} with Ajv ${version('ajv')}` });
  for await (const file of readline.createInterface({ input: process.stdin })) say(await run(file));
})();
