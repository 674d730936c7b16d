#!/usr/bin/env bash
# A server of MCP may list its tools in pages (specification 2025-06-18, Pagination: a client should
# support that). @modelcontextprotocol/sdk 1.32.2: Client.callTool checks a result against the
# tool's outputSchema, which a client should do (Server Features, Tools, Output Schema), only for
# tools of the page that was listed last, for each page makes it forget the others; what the first
# page's tools return is accepted, whatever it is. Listed in one page, both are checked.
# mcp-test-client 1.0.1, for tests of servers, has the first page for the whole list; @ai-sdk/mcp
# 1.0.102 lists both pages. The first was seen in
# https://github.com/modelcontextprotocol/typescript-sdk/pull/2336
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true, "type": "module"}' >package.json
npm install --no-audit --no-fund --silent @modelcontextprotocol/sdk@1.32.2 mcp-test-client@1.0.1 @ai-sdk/mcp@1.0.102
cat >server.js <<'JS'
// Has two tools, on one page each or, if told so, on one. Neither returns what its schema says.
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'

const tool = name => ({
  name, description: name, inputSchema: { type: 'object', properties: {} },
  outputSchema: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
})
const tools = [tool('first'), tool('second')]
const server = new Server({ name: 'shop', version: '1' }, { capabilities: { tools: {} } })
server.setRequestHandler(ListToolsRequestSchema, ({ params }) => {
  if (process.argv[2] === 'whole') return { tools }
  return params?.cursor ? { tools: tools.slice(1) } : { tools: tools.slice(0, 1), nextCursor: 'second' }
})
server.setRequestHandler(CallToolRequestSchema, () => ({ content: [], structuredContent: { id: 'none' } }))
await server.connect(new StdioServerTransport())
JS
cat >client.js <<'JS'
import { createMCPClient } from '@ai-sdk/mcp'
import { Experimental_StdioMCPTransport } from '@ai-sdk/mcp/mcp-stdio'
import { MCPTestClient } from 'mcp-test-client'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'

const server = { command: 'node', args: ['server.js'] }
for (const how of ['whole', 'paged']) {
  const client = new Client({ name: 'client', version: '1' })
  await client.connect(new StdioClientTransport({ command: 'node', args: ['server.js', how] }))
  let cursor
  do ({ nextCursor: cursor } = await client.listTools({ cursor }))
  while (cursor)
  for (const name of ['first', 'second']) {
    const told = await client.callTool({ name }).then(() => 'accepted', () => 'refused')
    console.log(`${how}: sdk, result of ${name}: ${told}`)
  }
  await client.close()
}

const test = new MCPTestClient({ serverCommand: 'node', serverArgs: ['server.js'] })
await test.init()
console.log('mcp-test-client:', ...(await test.listTools()).map(tool => tool.name))
await test.cleanup()
const sdk = await createMCPClient({ transport: new Experimental_StdioMCPTransport(server) })
console.log('@ai-sdk/mcp:', ...Object.keys(await sdk.tools()))
await sdk.close()
process.exit()
JS

got=$(node client.js)
echo "$got"
[ "$got" = 'whole: sdk, result of first: refused
whole: sdk, result of second: refused
paged: sdk, result of first: accepted
paged: sdk, result of second: refused
mcp-test-client: first
@ai-sdk/mcp: first second' ] || {
  echo "no longer as described" >&2
  exit 1
}
