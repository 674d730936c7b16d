package check

import (
	"strconv"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// Gist returns a short form of a response: "404 Not Found, {"detail": …}".
func Gist(o *exchange.Observation) string {
	if o.Failure != nil {
		return NoAnswer(o.Failure)
	}
	shown := "status " + strconv.Itoa(o.Status)
	switch {
	case o.Reported != nil && len(o.Reported.StatusAny) > 0:
		shown = "status " + StatusAlternatives(o.Reported)
	case o.Reported != nil && !o.Reported.Status:
		shown = "an answer"
	case o.Reason != "":
		shown += " " + text.Cut(o.Reason, 60)
	}
	if len(o.Body) > 0 {
		shown += ", body " + text.Line(string(o.Body[:min(len(o.Body), 300)]), 100)
	}
	return shown
}

// StatusAlternatives returns the statuses of which a source reported one: "401 or 403".
func StatusAlternatives(r *exchange.Reported) string {
	words := make([]string, len(r.StatusAny))
	for i, s := range r.StatusAny {
		words[i] = strconv.Itoa(s)
	}
	return text.List(words, "or")
}

// NoAnswer says on one line that there is no response, and why: "no answer (timeout): …".
func NoAnswer(f *exchange.Failure) string {
	return (&exchange.Failure{Kind: f.Kind, Message: text.Line(f.Message, 200)}).String()
}

// FieldsThere says, for a field that is missing, which there are: the one of a similar name, or
// all. noun is the word for one of them.
func FieldsThere(all exchange.Header, name, noun string) string {
	names := make([]string, 0, len(all))
	for i := range all {
		names = append(names, all[i].Name)
	}
	if len(names) == 0 {
		return "the answer has no " + noun + "s"
	}
	if near := source.Nearest(name, names); near != "" {
		return "the answer has the " + noun + " " + near
	}
	return "the answer has the " + noun + "s " + text.Cut(strings.Join(names, ", "), 200)
}
