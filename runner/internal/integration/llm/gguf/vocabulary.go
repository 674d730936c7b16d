package main

import "fmt"

// token is an entry of a SentencePiece vocabulary.
type token struct {
	text   string
	kind   int32   // as GGUF's tokenizer.ggml.token_type
	liking float32 // how much the model tends to say it
}

// The kinds of tokens.
const (
	normal      = 1
	unknownKind = 2
	control     = 3
	ofByte      = 6
)

// The ids of the control tokens.
const (
	unknown = iota
	begin
	end
)

// vocabulary returns the tokens: the control tokens, every byte, and the pieces that the model
// says. A text is read as bytes where it has no piece.
func vocabulary() []token {
	out := []token{
		unknown: {text: "<unk>", kind: unknownKind, liking: -20},
		begin:   {text: "<s>", kind: control, liking: -20},
		end:     {text: "</s>", kind: control, liking: -2},
	}
	for b := range 256 {
		out = append(out, token{text: fmt.Sprintf("<0x%02X>", b), kind: ofByte, liking: -12})
	}
	for _, p := range pieces {
		for _, text := range p.texts {
			out = append(out, token{text: text, kind: normal, liking: p.liking})
		}
	}
	return out
}

// pieces are words, and what grammars of JSON and of tool calls let the model say: the longest
// rather than a space, so that a short answer is whole.
var pieces = []struct {
	liking float32
	texts  []string
}{
	{0, []string{"a", "e", "i", "o", "u", "▁in", "▁of", "▁hello", "▁there", "▁and", "▁the", "▁town", "▁is", "▁cold", "▁warm"}},
	{-4, []string{call, "</tool_call>", "{\"name\":▁\"weather\",▁\"arguments\":▁", "{\"city\":▁", "\"Oslo\"", "\"Rome\""}},
	{-6, []string{"{", "}", "[", "]", "\"", "\":"}},
	{-12, []string{"▁", colon}},
}

// A call of a tool begins with call. The model says it after a colon, with which the template ends
// a chat with tools.
const (
	call  = "<tool_call>\n"
	colon = ":"
)

// chat is the template of a chat, in which calls of tools come as JSON between two marks.
const chat = `{% if tools %}Tools: {{ tools | tojson }}
{% endif %}{% for message in messages %}{{ message.role }} {% if message.content %}{{ message.content }}{% endif %}
{%- if message.tool_calls %}{% for call in message.tool_calls -%}
<tool_call>
{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}
</tool_call>
{%- endfor %}{% endif %}
{% endfor %}{% if add_generation_prompt %}assistant{% if tools %}:{% else %} {% endif %}{% endif %}`
