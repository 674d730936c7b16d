// Asks a server by @google/genai for what the pack gemini asks, and prints what the client reads.
import {GoogleGenAI} from '@google/genai'

const client = new GoogleGenAI({apiKey: 'loopback-only', httpOptions: {baseUrl: process.argv[2]}})
const contents = [{role: 'user', parts: [{text: 'Say hello.'}]}]
const city = {type: 'OBJECT', properties: {city: {type: 'STRING'}}}
const town = {type: 'OBJECT', properties: {city: {type: 'STRING', enum: ['Oslo', 'Rome']}}, required: ['city']}
const generate = (config, model = 'small') => client.models.generateContent({model, contents, config})

const asked = {
  text: async () => (await generate({maxOutputTokens: 8})).text,
  tokens: async () => (await generate({maxOutputTokens: 8})).usageMetadata.totalTokenCount,
  stream: async () => {
    let text = ''
    for await (const chunk of await client.models.generateContentStream({model: 'small', contents, config: {maxOutputTokens: 8}})) text += chunk.text ?? ''
    return text
  },
  'cut short': async () => (await generate({maxOutputTokens: 1})).candidates[0].finishReason,
  call: async () => (await generate({
    maxOutputTokens: 48,
    tools: [{functionDeclarations: [{name: 'weather', parameters: city}]}],
    toolConfig: {functionCallingConfig: {mode: 'ANY', allowedFunctionNames: ['weather']}},
  })).functionCalls,
  schema: async () => (await generate({maxOutputTokens: 48, responseMimeType: 'application/json', responseSchema: town})).text,
  counted: async () => (await client.models.countTokens({model: 'small', contents})).totalTokens,
  vectors: async () => (await client.models.embedContent({model: 'gemini-embedding-001', contents: ['hello', 'hello']})).embeddings,
  model: async () => (await client.models.get({model: 'small'})).name,
  models: async () => {
    const names = []
    for await (const model of await client.models.list({config: {pageSize: 1000}})) names.push(model.name)
    return names
  },
  'unknown model': async () => (await generate({maxOutputTokens: 8}, 'no-such-model-0')).text,
}
for (const [what, ask] of Object.entries(asked)) {
  const said = await ask().catch(error => ({status: error.status, error: error.message}))
  console.log(`${what}: ${JSON.stringify(said)}`)
}
