package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// Support writes, as Markdown, what the provider's support needs to look into a diagnosis: the
// requests, when and from where they were sent, the responses, which explanations they rule out and
// which they leave, and the questions. Its readers know neither the suite nor this program. Suites
// without observations are left out if there are others.
func Support(w io.Writer, r *Result) error {
	s := supportWriter{markdownWriter: markdownWriter{out: bufio.NewWriter(Inert(w))}, result: r}
	for i, one := range r.observed() {
		if i > 0 {
			s.printf("\n---\n\n")
		}
		s.suite(one)
	}
	if err := s.out.Flush(); err != nil {
		return fmt.Errorf("writing the report for support: %w", err)
	}
	return nil
}

// observed returns the suites with observations; all suites if there are none.
func (r *Result) observed() []*Suite {
	var all, told []*Suite
	for i := range r.Suites {
		s := &r.Suites[i]
		if all = append(all, s); len(s.asked()) > 0 || len(r.earlier(s)) > 0 {
			told = append(told, s)
		}
	}
	if len(told) == 0 {
		return all
	}
	return told
}

type supportWriter struct {
	markdownWriter
	result *Result
	// asked and earlier hold the requests of this run and of earlier ones, numbered in this order from
	// 1.
	asked   []*Observation
	earlier []*Because
	told    bool // whether the names of the suite's answers were explained
}

func (w *supportWriter) suite(s *Suite) {
	asked, earlier := s.asked(), w.result.earlier(s)
	w.asked, w.earlier, w.told = asked, earlier, false
	w.printf("# %s: what we observed, and our questions\n\n", EscapeMarkdown(s.Suite))
	w.opening(s, asked, earlier)
	w.questions(s, asked)
	w.explanations(s)
	w.lookedUp(s)
	w.exchanges(asked)
}

// asked returns the observations with responses or transport errors, by time, those of unknown time
// last.
func (s *Suite) asked() []*Observation {
	var out []*Observation
	for i := range s.Observations {
		if o := &s.Observations[i]; o.Missing == "" {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b *Observation) int {
		x, y := a.when(), b.when()
		if (x == "") != (y == "") {
			return strings.Compare(y, x)
		}
		return strings.Compare(x, y)
	})
	return out
}

// when returns when a response came, "" if unknown.
func (o *Observation) when() string {
	if o.Sent != "" {
		return o.Sent
	}
	return o.Recorded
}

func (w *supportWriter) opening(s *Suite, asked []*Observation, earlier []*Because) {
	w.printf("Written %s", strings.Replace(w.result.Started, "T", " ", 1))
	if w.result.Tool != "" {
		w.printf(" with %s", w.result.Tool)
	}
	w.printf(". ")
	if w.result.Vantage != "" {
		w.printf("We asked from: %s. ", EscapeMarkdown(w.result.Vantage))
	}
	w.printf("Times are UTC. Keys and other secrets are left out: `${name}` stands where one was.\n\n")
	if s.About != "" {
		w.printf("> %s\n\n", EscapeMarkdown(s.About))
	}
	if len(asked)+len(earlier) == 0 {
		w.printf("Nothing was observed so far.\n")
		return
	}
	w.printf("| # | when | request | answer | request id |\n| --- | --- | --- | --- | --- |\n")
	for i, o := range asked {
		w.printf("| %d | %s | %s | %s | %s |\n", i+1, whenText(o), w.requestText(o), EscapeMarkdown(cameText(o)), w.idText(o))
	}
	for i, b := range earlier {
		w.printf("| %d | %s | `%s` | %s | |\n", len(asked)+i+1, b.whenText(), b.Probe, EscapeMarkdown(b.Came))
	}
	if len(earlier) > 0 {
		w.printf("\n%s, of which no more was kept.\n", earlierText(earlier, len(asked)))
	}
}

func whenText(o *Observation) string {
	if o.when() == "" {
		return "not written down"
	}
	return strings.TrimSuffix(strings.Replace(o.when(), "T", " ", 1), "Z")
}

func (w *supportWriter) requestText(o *Observation) string {
	if o.Request == nil {
		return "`" + o.Probe + "`"
	}
	text := "`" + o.Request.Method + " " + o.Request.URL + "`"
	for _, h := range o.Request.Headers {
		if strings.Contains(h.Value, "${") {
			text += ", `" + h.Name + ": " + h.Value + "`"
		}
	}
	return strings.ReplaceAll(text, "|", "\\|")
}

// cameText describes a response in a few words.
func cameText(o *Observation) string {
	if o.Error != "" {
		return failureOf(o).NoAnswer()
	}
	if rest, ok := strings.CutPrefix(o.Reported, "status ("); ok {
		either, _, _ := strings.Cut(rest, ")")
		return either
	}
	if o.Status == 0 {
		return "an answer of unknown status"
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", o.Status, o.Reason))
}

// isRequestID reports whether a provider can find a request by this header.
func isRequestID(name string) bool {
	switch name = strings.ToLower(name); name {
	case "cf-ray", "traceparent", "x-amz-cf-id", "x-amzn-trace-id", "x-cloud-trace-context", "x-b3-traceid":
		return true
	}
	plain := strings.NewReplacer("-", "", "_", "").Replace(name)
	for _, end := range []string{"requestid", "correlationid", "traceid", "invocationid", "transactionid"} {
		if strings.HasSuffix(plain, end) {
			return true
		}
	}
	return false
}

// ids returns the headers by which a provider can find a request.
func (o *Observation) ids() []Field {
	var out []Field
	for _, h := range o.Headers {
		if isRequestID(h.Name) {
			out = append(out, h)
		}
	}
	return out
}

func (w *supportWriter) idText(o *Observation) string {
	var parts []string
	for _, h := range o.ids() {
		parts = append(parts, "`"+h.Name+": "+h.Value+"`")
	}
	return strings.ReplaceAll(strings.Join(parts, "<br>"), "|", "\\|")
}

// questions writes the questions that only the provider can answer. It quotes checklist items for
// support: suites word them as addressed to the provider.
func (w *supportWriter) questions(s *Suite, asked []*Observation) {
	var all []string
	for _, h := range s.standing() {
		all = append(all, "Is this so, or can you rule it out: "+EscapeMarkdown(h.Claim)+"?")
	}
	if n := limited(asked); len(n) > 0 {
		all = append(all, fmt.Sprintf("The 429 of %s says nothing of when to come back. Which limit is it, what counts against it, and when does it reset?", numbers(n)))
	}
	if n := identified(asked); len(n) > 0 {
		all = append(all, fmt.Sprintf("What do your logs say of %s, by the request ids above?", numbers(n)))
	}
	for i := range s.Checklist {
		if c := &s.Checklist[i]; c.Answer == "" && suite.ToSupport(c.Where) {
			all = append(all, EscapeMarkdown(c.Ask))
		}
	}
	if len(all) == 0 {
		return
	}
	w.printf("\n## Our questions\n\n")
	for i, q := range all {
		w.printf("%d. %s\n", i+1, strings.Replace(q, ".?", "?", 1))
	}
}

// limited returns the numbers of 429 responses that name no time, as far as their headers are
// known.
func limited(asked []*Observation) []int {
	var out []int
	for i, o := range asked {
		known := o.Reported == "" || strings.Contains(o.Reported, "header")
		if o.Status == 429 && known && !slices.ContainsFunc(o.Headers, func(h Field) bool {
			name := strings.ToLower(h.Name)
			return name == "retry-after" || strings.Contains(name, "ratelimit") || strings.Contains(name, "rate-limit")
		}) {
			out = append(out, i+1)
		}
	}
	return out
}

func identified(asked []*Observation) []int {
	var out []int
	for i, o := range asked {
		if len(o.ids()) > 0 {
			out = append(out, i+1)
		}
	}
	return out
}

// numbers formats numbers of requests: "request 1", "requests 1, 2 and 5".
func numbers(n []int) string {
	words := make([]string, len(n))
	for i, one := range n {
		words[i] = fmt.Sprint(one)
	}
	return text.Noun(len(n), "request") + " " + text.List(words, "and")
}

// explanations writes which hypotheses the responses rule out, and which they leave.
func (w *supportWriter) explanations(s *Suite) {
	title := func(text string) func() {
		done := false
		return func() {
			if !done {
				w.printf("\n## %s\n\n", text)
			}
			done = true
		}
	}
	out := title("What the answers rule out")
	shared := s.sharedWarning()
	for i := range s.Hypotheses {
		h := &s.Hypotheses[i]
		if h.stands() {
			continue
		}
		out()
		w.named(s)
		w.printf("- %s.", strings.TrimSuffix(EscapeMarkdown(h.Claim), "."))
		lead := "Were it so"
		for _, b := range h.Because {
			if !b.Agrees {
				w.printf(" %s, %s; it was %s.", lead, w.predicted(&b), EscapeMarkdown(b.Came))
				lead = "Also"
			}
		}
		if h.Warning != shared {
			w.printf(" But %s.", EscapeMarkdown(h.Warning))
		}
		w.printf("\n")
	}
	if shared != "" {
		w.printf("\nA caveat to all of this: %s.\n", EscapeMarkdown(shared))
	}
	left := title("What they leave open")
	for _, h := range s.standing() {
		left()
		w.printf("- %s", strings.TrimSuffix(EscapeMarkdown(h.Claim), "."))
		if h.Status == Untested {
			w.printf(" (nothing was observed about it)")
		}
		w.printf("\n")
	}
	for _, group := range s.Alike {
		w.printf("\nNone of our requests can tell these apart: %s.\n", w.claims(s, group))
	}
}

// predicted describes a prediction for a reader without the suite.
func (w *supportWriter) predicted(b *Because) string {
	if b.Item != "" {
		return "we would have found " + EscapeMarkdown(b.Predicted) + " for " + EscapeMarkdown(b.Item)
	}
	return fmt.Sprintf("request %d (`%s`) would have been answered %s", w.number(b), b.Probe, EscapeMarkdown(b.Predicted))
}

// named explains the names of answers, once and before they are used.
func (w *supportWriter) named(s *Suite) {
	if w.told {
		return
	}
	w.told = true
	var used []string
	for i := range s.Hypotheses {
		if h := &s.Hypotheses[i]; !h.stands() {
			for _, b := range h.Because {
				if !b.Agrees {
					used = append(used, strings.FieldsFunc(b.Predicted+" "+b.Came, notOfNames)...)
				}
			}
		}
	}
	before := "By these names we mean answers such as:\n\n"
	for _, a := range s.Answers {
		if a.Example != "" && slices.Contains(used, a.ID) {
			w.printf("%s- %s: %s\n", before, a.ID, codeSpan(a.Example))
			before = ""
		}
	}
	if before == "" {
		w.printf("\nSo these are ruled out:\n\n")
	}
}

// notOfNames reports whether r cannot be part of an answer's name.
func notOfNames(r rune) bool { return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func (w *supportWriter) claims(s *Suite, ids []string) string {
	var out []string
	for i := range s.Hypotheses {
		if h := &s.Hypotheses[i]; slices.Contains(ids, h.ID) {
			out = append(out, "“"+strings.TrimSuffix(EscapeMarkdown(h.Claim), ".")+"”")
		}
	}
	return strings.Join(out, " and ")
}

// lookedUp writes the checklist items with answers.
func (w *supportWriter) lookedUp(s *Suite) {
	title := false
	for i := range s.Checklist {
		c := &s.Checklist[i]
		if c.Answer == "" {
			continue
		}
		if !title {
			w.printf("\n## What we looked up\n\n")
			title = true
		}
		w.printf("- %s %s", EscapeMarkdown(c.Ask), EscapeMarkdown(c.Answer))
		if c.Answered != "" {
			w.printf(" (%s)", c.Answered[:len("2006-01-02")])
		}
		w.printf("\n")
	}
}
