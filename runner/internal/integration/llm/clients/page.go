package main

import (
	"fmt"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
)

const pageIntro = `# What clients make of odd answers

What the caller of a client sees, for clients of LLM providers from npm and Go modules, each called as its README shows
and answered in the format of its own API. ` + "`assay serve`" + ` served every case to every client on loopback, and counted the
requests. Findings of the packs name under ` + "`breaks`" + ` the clients that a breach hurts, as measured here, and a broken one shows them;
[providers.md](providers.md) shows which servers break them.

` + "`make clients`" + ` makes this page: it installs the clients in a temporary folder, measures them, and writes the page
anew. A second run writes the same. ` + "`CLIENTS=ollama make clients`" + ` measures only those with that in their name, and prints the page.

`

const streamsIntro = `Half of the text is ` + "`Hello`" + ` of ` + "`Hello there!`" + `. The words:

| word | the caller sees |
| --- | --- |
| ok | all of the text, no error |
| **half**, **none** | half of the text, or none, **and no error** |
| E | an error with the server's words |
| X | an error without them |
| N | a network error |
| e | an error in ` + "`onError`" + ` only: the loop over the text ends as if all were well |
| waits | nothing: it is still waiting after 10 s |
| – | the format has no such case |

(1) OpenAI, Google, Mistral: with ` + "`event: error`" + `; Anthropic: without; Cohere: without ` + "`type`" + `; Ollama: ` + "`{\"error\": {\"message\": …}}`" + `.
(2) OpenAI: a chunk with usage and no ` + "`choices`" + `; Anthropic: a ` + "`message_delta`" + ` without ` + "`delta`" + `; Google: no ` + "`candidates`" + `; Cohere: a second ` + "`message-end`" + `.
(3) A comment; Ollama: an empty line. (4) Lines of JSON where server-sent events are due; Ollama: the other way round.
`

const plainIntro = `**none** is an answer without a text, and no error: the page, or the object, was handed on as the answer.
`

const refusalsIntro = `After one refusal the server answers as it should. When does the client ask again?

| word | the client asks again |
| --- | --- |
| as told | when it was told to, or later |
| **early** | before it was told to |
| soon, 2 s | where nothing was told: within a second and a half, after 2 s |
| once | never: the caller has the error |
| waits | not within 10 s, and the caller has nothing |

Where a row counts requests, the server never answers as it should.
`

const wordsIntro = `E and X as above; below the table is what the errors without the server's words say instead.
`

const toolsIntro = `Two tools, ` + "`f`" + ` and ` + "`g`" + `, are called with ` + "`{\"x\":1}` and `{\"y\":2}`" + `, the arguments in two pieces. ok: the caller gets these calls. *in pieces*:
the deltas are handed on as they came, to be put together by the caller; so do openai and groq without ` + "`.stream()`" + `.
`

// page returns docs/clients.md.
func (m *matrix) page() string {
	var b strings.Builder
	b.WriteString(pageIntro)
	b.WriteString(m.versions())
	b.WriteString(m.meaning())
	for _, s := range all() {
		if len(m.of(&s)) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", s.title, s.intro)
		m.table(&b, &s)
		if s.intro == wordsIntro {
			m.sayings(&b, &s)
		}
	}
	return b.String()
}

// versions returns the list of the clients, and what they ran on.
func (m *matrix) versions() string {
	var b strings.Builder
	b.WriteString("| client | is |\n| --- | --- |\n")
	for _, c := range m.asked {
		what := "npm"
		if c.isGo() {
			what = "Go"
		}
		fmt.Fprintf(&b, "| %s | %s `%s` %s", c.Head, what, c.Package, c.Version)
		if c.Way != "" {
			fmt.Fprintf(&b, ", `%s` and the promise of the whole", c.Way)
		}
		if more := additions[c.Package]; more != "" {
			fmt.Fprintf(&b, " with `%s`", more)
		}
		b.WriteString(" |\n")
	}
	node, _ := exec.Command("node", "--version").Output() //nolint:noctx // it prints a line
	major, _, _ := strings.Cut(strings.TrimPrefix(string(node), "v"), ".")
	release := strings.Join(strings.SplitN(strings.TrimPrefix(runtime.Version(), "go"), ".", 3)[:2], ".")
	fmt.Fprintf(&b, "\nMeasured on Node.js %s and Go %s. npm installs openai 6 there, as 7 asks for a newer Node.js; it works all the same.\n", major, release)
	return b.String()
}

// meaning returns what the tables mean for a user, in figures of theirs.
func (m *matrix) meaning() string {
	const streams = "Streams"
	n := func(title string, want ...string) string { return m.count(streams, title, want...) }
	return `
## What it means

- **A stream that ends early is rarely an error.** Where it ends after half of the text, ` + n("ends after half", isHalf) + ` ways to call hand
  on half, and no error: look at ` + "`finish_reason`" + ` yourself, or let a contract hold it (` + "`stream-whole`" + ` of the pack openai-chat).
  A lost connection is an error in all but ` + n("connection lost after half (FIN)", isHalf) + `: a gateway that ends cleanly what its upstream lost takes that away.
- **An error within a stream must have the API's own form.** In that form ` + n("error event after half", withWords) + ` show the server's words, as a bare JSON line
  ` + n("a bare JSON line, then the end", withWords) + `.
- **200 with something else is an answer.** A login page in place of a stream is no text and no error for ` + n("200, HTML (a login page)", isNone) + `.
- **End the connection after the end mark.** Where it stays open ` + n("whole, the connection stays open", waiting) + ` wait, with all of the text at hand.
- **Keep ` + "`data:`" + ` at the beginning of an event, and its JSON on one line.** A comment before it loses the text for ` + n("a comment in front of `data:`", isNone) + `, JSON over two lines breaks ` + m.others(streams, "JSON over two `data:` lines", isOK, noCase) + `.
- **A long ` + "`Retry-After`" + ` makes a client sleep.** Of 120 s ` + m.count(refusalsTitle, "429, `Retry-After: 120`", waiting) + ` wait without a word.
`
}

// count returns how many clients have one of these words in a row, and of how many.
func (m *matrix) count(section, title string, want ...string) string {
	n, of := 0, 0
	for _, word := range m.row(section, title) {
		if word == noCase {
			continue
		}
		of++
		for _, w := range want {
			if word == w {
				n++
			}
		}
	}
	return fmt.Sprintf("%d of %d", n, of)
}

// others returns the same for those that have none of these words.
func (m *matrix) others(section, title string, but ...string) string {
	n, of := 0, 0
	for _, word := range m.row(section, title) {
		if word == noCase {
			continue
		}
		of++
		other := true
		for _, w := range but {
			other = other && word != w
		}
		if other {
			n++
		}
	}
	return fmt.Sprintf("%d of %d", n, of)
}

// row returns the words of a row.
func (m *matrix) row(section, title string) []string {
	var out []string
	for _, c := range m.asked {
		if word, ok := m.words[place{section, title, c.Head}]; ok {
			out = append(out, word)
		}
	}
	return out
}

func (m *matrix) table(b *strings.Builder, s *section) {
	head, rule := "| case |", "| --- |"
	shown := m.of(s)
	for _, c := range shown {
		head, rule = head+" "+c.Head+" |", rule+" --- |"
	}
	fmt.Fprintf(b, "%s\n%s\n", head, rule)
	for i := range s.scenes {
		fmt.Fprintf(b, "| %s |", s.scenes[i].title)
		for _, c := range shown {
			fmt.Fprintf(b, " %s |", m.words[place{s.title, s.scenes[i].title, c.Head}])
		}
		b.WriteString("\n")
	}
}

// longest is how many characters of an error the page shows.
const longest = 90

// sayings writes what the errors without the server's words say, a line for each case.
func (m *matrix) sayings(b *strings.Builder, s *section) {
	b.WriteString("\n")
	for i := range s.scenes {
		var said []string
		by := map[string][]string{}
		for _, c := range m.of(s) {
			at := place{s.title, s.scenes[i].title, c.Head}
			if m.words[at] != wordless {
				continue
			}
			text := shown(m.errors[at])
			if by[text] == nil {
				said = append(said, text)
			}
			by[text] = append(by[text], c.Head)
		}
		if len(said) == 0 {
			continue
		}
		for k, text := range said {
			said[k] = strings.Join(by[text], ", ") + " " + text
		}
		fmt.Fprintf(b, "- %s: %s\n", s.scenes[i].title, strings.Join(said, "; "))
	}
}

var port = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// shown returns an error's message as code, its beginning, without what changes from run to run.
func shown(message string) string {
	message = port.ReplaceAllString(strings.Join(strings.Fields(message), " "), "127.0.0.1")
	if r := []rune(message); len(r) > longest {
		message = string(r[:longest]) + "…"
	}
	return "`" + strings.NewReplacer("`", "'", "|", `\|`).Replace(message) + "`"
}
