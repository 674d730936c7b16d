// clients.mjs NAME: for each line "MODE BASE" of its input (modes: cases.go) it asks the server
// at BASE once, with a client of npm as its README shows it, and prints what the caller
// sees as one line of JSON: the text, the tool calls, the error.
import {createInterface} from 'node:readline'

const name = process.argv[2]
let base, out
const model = 'm', apiKey = 'invented'
const messages = [{role: 'user', content: 'hi'}]
const parameters = {type: 'object', properties: {x: {type: 'integer'}, y: {type: 'integer'}}}
const functions = ['f', 'g'].map(n => ({type: 'function', function: {name: n, parameters}}))

// fail notes an error as a caller would print it.
function fail(error) {
  out.error = typeof error?.message === 'string' ? error.message : String(error)
  for (let e = error; e; e = e.cause) {
    if (e.message === 'terminated' || e.code === 'ECONNRESET' || String(e.code).startsWith('UND_ERR')) out.network = true
  }
}

// ofOpenAI is for openai and groq-sdk, which share their interface.
const ofOpenAI = make => ({
  async plain() {
    const answer = await (await make()).chat.completions.create({model, messages})
    out.text = answer?.choices?.[0]?.message?.content ?? ''
  },
  async stream() {
    for await (const chunk of await (await make()).chat.completions.create({model, messages, stream: true})) {
      out.text += chunk.choices?.[0]?.delta?.content ?? ''
    }
  },
  async responses() {
    for await (const event of await (await make()).responses.create({model, input: 'hi', stream: true})) {
      if (event.type === 'response.output_text.delta') out.text += event.delta
    }
  },
  async respond() {
    out.text = (await (await make()).responses.create({model, input: 'hi'})).output_text ?? ''
  },
  async embed() {
    const vector = (await (await make()).embeddings.create({model, input: 'hi'})).data?.[0]?.embedding ?? []
    out.text = named(vector)
  },
  async list() {
    const ids = []
    for await (const one of (await make()).models.list()) ids.push(one.id)
    out.text = ids.join() === 'small,embed' ? good : ids.join()
  },
})

const good = 'Hello there!'
// named returns the good text for the server's vector, what came for another one, and nothing for none.
function named(vector) {
  const rounded = Array.from(vector, n => Math.round(n * 1000) / 1000)
  if (rounded.length === 0) return ''
  return rounded.join() === '0.6,-0.8,0' ? good : JSON.stringify(rounded)
}

const helperOfOpenAI = make => ({
  async stream() {
    const whole = await (await make()).chat.completions.stream({model, messages}).finalChatCompletion()
    out.text = whole.choices?.[0]?.message?.content ?? ''
  },
  async tools() {
    const whole = await (await make()).chat.completions.stream({model, messages, tools: functions}).finalChatCompletion()
    out.calls = (whole.choices?.[0]?.message?.tool_calls ?? []).map(c => ({name: c.function.name, arguments: String(c.function.arguments)}))
  },
})

const openai6 = async () => new (await import('openai')).default({apiKey, baseURL: `${base}/v1`})
const openai7 = async () => new (await import('openai-7')).default({apiKey, baseURL: `${base}/v1`})
const groq = async () => new (await import('groq-sdk')).default({apiKey, baseURL: base})
const anthropic = async () => new (await import('@anthropic-ai/sdk')).default({apiKey, baseURL: base})
const asked = {model, max_tokens: 16, messages}

const google = async () => {
  const {GoogleGenAI} = await import('@google/genai')
  return new GoogleGenAI({apiKey, httpOptions: {baseUrl: base}})
}
const mistral = async () => new (await import('@mistralai/mistralai')).Mistral({apiKey, serverURL: base})
const cohere = async () => new (await import('cohere-ai')).CohereClientV2({token: apiKey, environment: base, baseUrl: base})
const ollama = async () => new (await import('ollama')).Ollama({host: base})

const clients = {
  'openai-6': ofOpenAI(openai6),
  'openai-6-stream': helperOfOpenAI(openai6),
  'openai-7': ofOpenAI(openai7),
  'openai-7-stream': helperOfOpenAI(openai7),
  groq: ofOpenAI(groq),
  anthropic: {
    async plain() {
      out.text = (await (await anthropic()).messages.create(asked))?.content?.[0]?.text ?? ''
    },
    async stream() {
      for await (const event of await (await anthropic()).messages.create({...asked, stream: true})) {
        if (event.type === 'content_block_delta') out.text += event.delta.text
      }
    },
  },
  'anthropic-stream': {
    async stream() {
      out.text = (await (await anthropic()).messages.stream(asked).finalMessage()).content?.[0]?.text ?? ''
    },
    async tools() {
      const tools = ['f', 'g'].map(n => ({name: n, input_schema: parameters}))
      const whole = await (await anthropic()).messages.stream({...asked, tools}).finalMessage()
      out.calls = whole.content.filter(c => c.type === 'tool_use').map(c => ({name: c.name, arguments: JSON.stringify(c.input)}))
    },
  },
  google: {
    async plain() {
      out.text = (await (await google()).models.generateContent({model, contents: 'hi'})).text ?? ''
    },
    async stream() {
      for await (const chunk of await (await google()).models.generateContentStream({model, contents: 'hi'})) out.text += chunk.text ?? ''
    },
  },
  mistral: {
    async plain() {
      out.text = (await (await mistral()).chat.complete({model, messages}))?.choices?.[0]?.message?.content ?? ''
    },
    async stream() {
      for await (const event of await (await mistral()).chat.stream({model, messages})) out.text += event.data?.choices?.[0]?.delta?.content ?? ''
    },
    async tools() { // it hands on chunks, and puts none together
      for await (const _ of await (await mistral()).chat.stream({model, messages, tools: functions}));
    },
  },
  cohere: {
    async plain() {
      out.text = (await (await cohere()).chat({model, messages}))?.message?.content?.[0]?.text ?? ''
    },
    async stream() {
      for await (const event of await (await cohere()).chatStream({model, messages})) {
        if (event.type === 'content-delta') out.text += event.delta?.message?.content?.text ?? ''
      }
    },
  },
  ollama: {
    async plain() {
      out.text = (await (await ollama()).chat({model, messages}))?.message?.content ?? ''
    },
    async stream() {
      for await (const part of await (await ollama()).chat({model, messages, stream: true})) out.text += part.message?.content ?? ''
    },
  },
  ai: {
    async model() {
      const {createOpenAICompatible} = await import('@ai-sdk/openai-compatible')
      return createOpenAICompatible({name: 'p', baseURL: `${base}/v1`, apiKey})(model)
    },
    async plain() {
      const {generateText} = await import('ai')
      out.text = (await generateText({model: await this.model(), prompt: 'hi'})).text
    },
    async stream() {
      const {streamText} = await import('ai')
      const onError = ({error}) => { fail(error); out.late = true }
      for await (const text of streamText({model: await this.model(), prompt: 'hi', onError}).textStream) out.text += text
    },
    async tools() {
      const {streamText, tool, jsonSchema} = await import('ai')
      const tools = Object.fromEntries(['f', 'g'].map(n => [n, tool({inputSchema: jsonSchema(parameters)})]))
      const onError = ({error}) => { fail(error); out.late = true }
      out.calls = []
      for await (const part of streamText({model: await this.model(), prompt: 'hi', tools, onError}).fullStream) {
        if (part.type === 'tool-call') out.calls.push({name: part.toolName, arguments: part.invalid ? 'invalid' : JSON.stringify(part.input)})
      }
    },
  },
}

console.log = console.warn = console.error = () => {} // some clients print on their own
process.on('unhandledRejection', () => {})
for await (const line of createInterface({input: process.stdin})) {
  const [mode, at] = line.split(' ')
  base = at
  out = {text: '', error: null, network: false, late: false, calls: null}
  try {
    await clients[name][mode]()
  } catch (error) {
    fail(error)
  }
  process.stdout.write(JSON.stringify(out) + '\n')
}
