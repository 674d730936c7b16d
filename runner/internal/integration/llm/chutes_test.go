package llm_test

import (
	"fmt"
	"strings"
)

var marks = map[string]string{"holds": "✓", "BROKEN": "**✗**", "inconclusive": "?"}

// document is the expected verdict on a finding by documents, and their names.
type document struct{ pack, finding, verdict, because string }

const (
	source  = "the server's source, 2024-11 to 2026-05"
	details = "an error is `{\"detail\": …}`, never an error object: " + source
)

// documented lists the expectations for Chutes, which was never called, by documents.
var documented = []document{
	{"auth-ladder", "refused[none]", "holds", "401 where nothing in front limits: " + source},
	{"auth-ladder", "refused[invented]", "holds", "the same"},
	{"auth-ladder", "refusal-is-told[none]", "BROKEN", details},
	{"auth-ladder", "refusal-is-told[invented]", "BROKEN", details},
	{"auth-ladder", "scheme-any-case", "holds", "the last word of Authorization is the key, whatever stands before it: " + source},
	{"errors", "error-object[unknown-model]", "BROKEN", details},
	{"limits", "remaining-told", "BROKEN", "no header of a rate limit is set, but X-Chutes-Quota-Remaining since 2026-03: " + source},
	{"models", "needs-a-key", "BROKEN", "the list is public: " + source},
	{"openai-chat", "refuses[unknown-model]", "BROKEN", details},
	{"openai-chat", "usage-asked", "holds", "every stream has a chunk with its usage: " + source},
}

// documents lists the verdicts known from documents only.
func documents() string {
	var b strings.Builder
	b.WriteString("\n## chutes\n\nWhat is known of the inference host from documents only. A live run of the packs is what would tell:\n" +
		"`assay init chutes --pack openai-chat --target https://llm.chutes.ai --model NAME --key CHUTES_API_KEY`.\n\n" +
		"| pack | finding | expected | because |\n| --- | --- | --- | --- |\n")
	for _, d := range documented {
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", d.pack, d.finding, marks[d.verdict], d.because)
	}
	return b.String()
}
