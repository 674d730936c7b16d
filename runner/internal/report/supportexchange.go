package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"assay/runner/internal/text"
)

// exchanges writes every request and response in full.
func (w *supportWriter) exchanges(asked []*Observation) {
	if len(asked) == 0 {
		return
	}
	w.printf("\n## The requests and answers\n")
	for i, o := range asked {
		w.printf("\n### %d. %s\n\n", i+1, EscapeMarkdown(o.Probe))
		if o.About != "" {
			w.printf("%s\n\n", EscapeMarkdown(o.About))
		}
		w.printf("%s\n\n", EscapeMarkdown(w.provenance(o)))
		if o.Request != nil {
			w.block("http", requestMessage(o.Request))
			w.printf("\n")
		}
		w.block("http", answerMessage(o))
		if o.Curl != "" {
			w.printf("\nTo repeat it, with the secrets in the environment:\n\n")
			w.block("sh", o.Curl)
		}
	}
}

// provenance says how a response is known.
func (w *supportWriter) provenance(o *Observation) string {
	switch o.Provenance {
	case "transcribed":
		text := "Taken from " + o.From + ", which reported of the answer: " + o.Reported + ". The request is shown as we would send it now; the rest of the answer is not known"
		if o.when() == "" {
			text += ", nor is the time"
		}
		return text + "."
	case "captured":
		text := "Recorded " + whenText(o)
		if o.From != "" {
			text += " from " + o.From
		}
		return text + "."
	}
	if o.when() == "" {
		return "Nobody wrote down when it was sent."
	}
	return fmt.Sprintf("Sent %s, answered within %s.", whenText(o), text.Took(o.DurationMS))
}

func (w *supportWriter) block(kind, text string) {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	w.printf("%s%s\n%s\n%s\n", fence, kind, strings.Join(lines(text), "\n"), fence)
}

func requestMessage(m *Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", m.Method, m.URL)
	writeFields(&b, m.Headers)
	if m.Body != "" {
		fmt.Fprintf(&b, "\n%s", shortened(m.Body))
	}
	return b.String()
}

func answerMessage(o *Observation) string {
	if o.Error != "" {
		return failureOf(o).String()
	}
	var b strings.Builder
	proto := o.Proto
	if proto == "" {
		proto = "HTTP"
	}
	fmt.Fprintf(&b, "%s %s\n", proto, cameText(o))
	writeFields(&b, o.Headers)
	if o.Body != "" {
		fmt.Fprintf(&b, "\n%s", shortened(o.Body))
	}
	return b.String()
}

func writeFields(b *strings.Builder, all []Field) {
	for _, f := range all {
		fmt.Fprintf(b, "%s: %s\n", f.Name, f.Value)
	}
}

// mostShown is the maximum number of bytes of a body in a report for people.
const mostShown = 4 << 10

func shortened(body string) string {
	if len(body) <= mostShown {
		return body
	}
	cut := mostShown
	for cut > 0 && !utf8.RuneStart(body[cut]) {
		cut--
	}
	return body[:cut] + fmt.Sprintf("\n… (%d bytes in all)", len(body))
}
