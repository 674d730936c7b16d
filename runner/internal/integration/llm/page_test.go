package llm_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"assay/runner/internal/integration/llm"
	"assay/runner/internal/mutate"
	"assay/runner/internal/packs"
	"assay/runner/internal/testkit"
)

const page = "../../../../docs/providers.md"

const intro = `# What LLM servers and gateways answer

Verdicts of the packs of assay init --pack on what these servers answered on loopback, as recorded in
fixtures/llm: the table of assay report --matrix, kept by go test ./runner/internal/integration/llm
(UPDATE_GOLDEN=1). make providers writes the same as a page, bin/providers.html, on which each cell opens
its request and response. Gateways stood in front of the upstream of this repository, which fails on
request; mocks had one answer configured; make servers asks them anew. Of chutes nothing was recorded: its cells are numbered, and
[the list](#transcribed) says which report or document each is from. What a breach does to 17 clients is in [clients.md](clients.md).

✓ holds, **✗** broken, ? inconclusive, ○ nothing was asked, – the run does not have the finding. Behind
the mark: the status, and of what does not hold the pack's name for the response.
`

// The page of providers is what assay report --matrix makes of the runs over the recordings.
func TestPage(t *testing.T) {
	dir := t.TempDir()
	runs, err := llm.WriteRuns(dir, recorded(t))
	if err != nil {
		t.Fatal(err)
	}
	text, status := assay(t, dir, append([]string{"report", "--matrix", "--output", "quiet", "--markdown", "matrix.md", "--html", "matrix.html"}, runs...)...)
	if status != 0 {
		t.Fatal(text)
	}
	matrix, err := os.ReadFile(filepath.Join(dir, "matrix.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, tables, _ := strings.Cut(string(matrix), "\n## ")
	var b strings.Builder
	b.WriteString(intro + "\n")
	for _, s := range llm.All() {
		fmt.Fprintf(&b, "- `%s`: %s\n", s.Name, s.What)
	}
	b.WriteString("\n## " + tables + notes)
	b.WriteString(strengthTable(t))
	testkit.Golden(t, page, b.String())
}

const notes = `
## Met untuned

llm-debugger 1.0.17 of npm, a proxy that logs, was first met when the packs were done; nothing was changed for it. In front
of the upstream, with its own defaults, on 2026-11-30:

| pack | verdicts | broken |
| --- | --- | --- |
| openai-chat | 23 hold, 4 broken | ` + "`no-leaks`" + `, all four: each answer says X-Powered-By: Express |
| auth-ladder | 16 hold, 4 inconclusive | |
| errors | 53 hold | |
| models | 5 hold | |
| gateway | 52 hold, 4 broken | ` + "`cut-is-cut`" + `: where the upstream loses the connection, the stream ends as if whole; ` + "`cookies-kept-back`" + `; and two of ` + "`refusal-readable`" + ` that the upstream breaks itself |

## llama.cpp's server

gitRelease.bundle of npm's node-llama-cpp 3.22.1 (de3ff81, 2026-09-28), built with cmake 3.25 and g++ 12.2, C++ without
optimization, without OpenMP, TLS and its page: 9 minutes of processor time, 15 on the clock with other processes at work. Its
model has one layer and 28,768 pseudo-random weights (runner/internal/integration/llm/gguf), and is asked at temperature 0:

- The words are noise, and the same each time. A grammar (tool_choice, json_schema) makes it say a call or an object; that the
  call begins at once is the model's doing, the rest the server's. What the model says of its own accord nobody can judge here.
- After a streamed answer it closes the connection, while it says Keep-Alive: timeout=5, max=100 and no Connection: close; after
  a plain one it keeps it. A client that sends its next POST on that connection loses it. Assay sends each POST on a
  connection of its own, so that no answer is missing here.
- Every other name of a model is answered by the one that it has, with 200.
- /v1/responses says status: completed where max_output_tokens cut the answer, and its events have no sequence_number and no
  output_index.
- Without max_tokens it fills the context, here 2,048 tokens.

## Ollama

Go module github.com/ollama/ollama v0.17.4, built with cgo (g++ 12.2, C++ without optimization) and the headers of llama.cpp's vendor folder,
which a Go module cannot have: 160 s of processor time, 5 minutes on the clock. It serves the same model of noise, and looks at no key: an invented
one gets the answer too, so that what the packs ask with one as control is left open.

- A model without a template for tools refuses them with 400: what is asked of tools cannot be judged here.
- n: 2 is overlooked, and so is temperature: 9; an unknown role, and /v1/responses without input, are answered.
- What its API does not know is refused in plain text: 404 page not found, 405 method not allowed.
- message_start of /v1/messages has no stop_reason, where Anthropic's has null.
- Of its own API a count or duration that is 0 is left out: an answer of one token has no eval_duration.
- The preflight of a browser of another origin is refused with 403: OLLAMA_ORIGINS lets it in.

## aimock as Gemini

Google's service was never asked: the pack's findings are from its API reference, which each names, and the upstream answers as that says.
@copilotkit/aimock 1.43.0 departs from it, with one text configured:

- It has generateContent, streamGenerateContent and embedContent. countTokens, batchEmbedContents, models.list and models.get are 404, in a form
  that is not Google's: {"error": {"message": "Not found", "type": "not_found"}}. embedContent of @google/genai 2.32.0 asks batchEmbedContents.
- Every key but its own is 401 in OpenAI's form, where Google has 400 INVALID_ARGUMENT for a key that is not valid, and 403 PERMISSION_DENIED for none; ?key= is no key to it.
- usageMetadata is 0 throughout, where its configuration has no usage; modelVersion and responseId it never tells.
- maxOutputTokens, tools and responseSchema are overlooked, no contents and a text for a number are answered, and so is every model.

@musistudio/llms 1.0.53 of npm has the path of generateContent and answered both requests to it that were tried with 400 Missing model in request body, as the API has the
model in the path: nothing is recorded of that.

@google/genai 2.32.0 reads the upstream's recorded answers from assay serve as they are meant: the text, the stream, MAX_TOKENS, the call, the schema, tokens,
vectors, models, and the words of a refusal. scripts/servers --check holds that (runner/internal/integration/llm/testdata/genai.txt).

## Portkey

What [portkey-calls-cut-answers-stopped.sh](../findings/portkey-calls-cut-answers-stopped.sh) shows where the provider has another format, here Anthropic, Gemini, Cohere, Mistral, DeepSeek:

- finish_reason is stop for answers that were refused, broken off or too long for the context. With the header
  x-portkey-strict-open-ai-compliance: false Anthropic's own word is handed on.
- Of Anthropic, prompt_tokens leaves out what was cached, and total_tokens has it: $.usage does not add up.

## Not had

- @nullplatform/llm-gateway 2.0.11 of npm needs a release of its SDK that is not there; @khanglvm/llm-router 2.6.2 a package that
  is not there.
- CLIProxyAPI, a Go module that answers as Gemini in front of other APIs, cannot be had of the module proxy.
`

const strongIntro = `
## How strong the packs are

assay mutate changes every part of these recordings and asks the findings whether they notice. Of the
answers with which a pack finds no fault, over all servers; what does not matter stands in each pack under
mutation.ignore, with the reason. What nobody notices and no pack explains is in
runner/internal/integration/llm/testdata/strength.json, one by one: the pages of a login (oauth2-proxy),
what a mock and llama.cpp's server say of a preflight, an empty text for the parameter that an error is about, a 500 of a
proxy that looks at no key, and the plain answer of Ollama, which is compared with that to an invented key.

| pack | lines | what it sends | changes | noticed |
| --- | --- | --- | --- | --- |
`

// strengthTable returns a table with the packs' costs, and their shares of noticed mutants.
func strengthTable(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(strength)
	if err != nil {
		t.Fatal(err)
	}
	scores, err := mutate.ReadBaseline(text)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(strongIntro)
	for _, pack := range packs.Names() {
		killed, mutants := 0, 0
		for _, s := range scores.Suites {
			if strings.HasSuffix(s.File, "/"+pack) {
				killed, mutants = killed+s.Killed, mutants+s.Mutants
			}
		}
		suite, _ := packs.Suite(pack, packs.Provider{})
		fmt.Fprintf(&b, "| `%s` | %d | %s | %d | %.1f %% |\n",
			pack, strings.Count(suite, "\n"), sends.FindString(packs.About(suite)), mutants, 100*float64(killed)/float64(mutants))
	}
	return b.String()
}

var sends = regexp.MustCompile(`\d+ requests, [^.:;]+`)
