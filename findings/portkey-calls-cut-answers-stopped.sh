#!/usr/bin/env bash
# @portkey-ai/gateway 1.15.2, which answers in OpenAI's format for other providers: why an answer
# ended is lost, and what was refused, broken off or too long looks whole, with finish_reason "stop".
# So for Anthropic's refusal and model_context_window_exceeded, Gemini's RECITATION and
# MALFORMED_FUNCTION_CALL, Cohere's ERROR, Mistral's error, DeepSeek's insufficient_system_resource.
# The header x-portkey-strict-open-ai-compliance: false hands on Anthropic's own word. Of
# Anthropic's usage prompt_tokens has no cached token, though cached_tokens is a part of
# them in OpenAI's format, so the parts do not add up to total_tokens.
set -euo pipefail
dir=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"

echo '{"private": true}' >package.json
npm install --no-audit --no-fund --silent @portkey-ai/gateway@1.15.2
cat >providers.cjs <<'JS'
// Answers in each provider's own format; the model's name is the reason why the answer ended.
const http = require('node:http')
const text = 'Hello'
const server = http.createServer((request, response) => {
  let body = ''
  request.on('data', part => { body += part })
  request.on('end', () => {
    response.setHeader('Content-Type', 'application/json')
    const reason = /models\/(\w+):/.exec(request.url)?.[1] ?? JSON.parse(body).model
    response.end(JSON.stringify(
      request.url.endsWith('/messages')
        ? { id: 'm', type: 'message', role: 'assistant', model: reason, content: [{ type: 'text', text }], stop_reason: reason, stop_sequence: null, usage: { input_tokens: 10, cache_read_input_tokens: 90, cache_creation_input_tokens: 0, output_tokens: 7 } }
        : request.url.includes(':generateContent')
          ? { candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: reason, index: 0 }], usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 7, totalTokenCount: 17 } }
          : request.url.endsWith('/chat')
            ? { id: 'm', finish_reason: reason, message: { role: 'assistant', content: [{ type: 'text', text }] }, usage: { billed_units: { input_tokens: 10, output_tokens: 7 }, tokens: { input_tokens: 10, output_tokens: 7 } } }
            : { id: 'm', object: 'chat.completion', created: 1, model: reason, choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: reason }], usage: { prompt_tokens: 10, completion_tokens: 7, total_tokens: 17 } },
    ))
  })
})
server.listen(18841, '127.0.0.1')
JS
node providers.cjs &
pids+=($!)
node node_modules/@portkey-ai/gateway/build/start-server.js --port=18842 --headless >gateway.log 2>&1 &
pids+=($!)
cat >ask.cjs <<'JS'
const ask = async (provider, model, more) => {
  const response = await fetch('http://127.0.0.1:18842/v1/chat/completions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Authorization': 'Bearer invented', 'x-portkey-provider': provider, 'x-portkey-custom-host': 'http://127.0.0.1:18841', ...more },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }], max_tokens: 9 }),
  })
  return response.json()
}
const ready = async () => {
  for (let i = 0; i < 100; i++) {
    try { return await fetch('http://127.0.0.1:18842/') } catch { await new Promise(done => setTimeout(done, 100)) }
  }
}
const main = async () => {
  await ready()
  for (const [provider, ...reasons] of [
    ['anthropic', 'end_turn', 'max_tokens', 'refusal', 'model_context_window_exceeded'],
    ['google', 'STOP', 'SAFETY', 'RECITATION', 'MALFORMED_FUNCTION_CALL'],
    ['cohere', 'COMPLETE', 'MAX_TOKENS', 'ERROR'],
    ['mistral-ai', 'stop', 'model_length', 'error'],
    ['deepseek', 'stop', 'insufficient_system_resource'],
  ]) {
    for (const reason of reasons) {
      console.log(provider, reason + ':', (await ask(provider, reason)).choices[0].finish_reason)
    }
  }
  const loose = await ask('anthropic', 'refusal', { 'x-portkey-strict-open-ai-compliance': 'false' })
  console.log('not strict, anthropic refusal:', loose.choices[0].finish_reason)
  const { usage } = await ask('anthropic', 'end_turn')
  console.log(`usage: prompt ${usage.prompt_tokens}, of these cached ${usage.prompt_tokens_details.cached_tokens}, completion ${usage.completion_tokens}, total ${usage.total_tokens}`)
}
main()
JS

got=$(node ask.cjs)
printf 'portkey gateway 1.15.2\n%s\n' "$got"
[ "$got" = 'anthropic end_turn: stop
anthropic max_tokens: length
anthropic refusal: stop
anthropic model_context_window_exceeded: stop
google STOP: stop
google SAFETY: content_filter
google RECITATION: stop
google MALFORMED_FUNCTION_CALL: stop
cohere COMPLETE: stop
cohere MAX_TOKENS: length
cohere ERROR: stop
mistral-ai stop: stop
mistral-ai model_length: length
mistral-ai error: stop
deepseek stop: stop
deepseek insufficient_system_resource: stop
not strict, anthropic refusal: refusal
usage: prompt 10, of these cached 90, completion 7, total 107' ] || {
  echo "no longer as described" >&2
  exit 1
}
