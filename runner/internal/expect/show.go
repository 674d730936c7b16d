package expect

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// show is a judged value as messages show it: with its type where the kind of
// value leaves that open, cut to a bearable length.
func show(v any, k valueKind) string {
	switch v := v.(type) {
	case missingValue:
		return "absent"
	case nodeList:
		return showNodes(v, k)
	case partialText:
		return quote(v.text) + " …"
	case time.Duration, byteSize:
		return fmt.Sprint(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		if k == asText {
			return quote(v)
		}
	}
	if k != asJSON {
		return fmt.Sprint(v)
	}
	text := showJSON(v)
	if list, ok := v.([]any); ok && strings.HasSuffix(text, "… (array)") {
		text += ", " + plural(len(list), "item")
	}
	return text
}

// showNodes shows the first few of a list of nodes.
func showNodes(nodes nodeList, k valueKind) string {
	const most = 4
	shown := make([]string, 0, most)
	for _, v := range nodes[:min(len(nodes), most)] {
		shown = append(shown, show(v, k))
	}
	if len(nodes) > most {
		shown = append(shown, fmt.Sprintf("… %d more", len(nodes)-most))
	}
	if len(shown) == 0 {
		return "nothing"
	}
	return strings.Join(shown, ", ")
}

// quote is a text in quotes, cut to a bearable length.
func quote(s string) string { return strconv.Quote(cutText(s, 120)) }

// plural is a count with its noun: "1 node", "3 nodes".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// joined is words as a sentence lists them: "a, b or c".
func joined(words []string, last string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}

// compactJSON is a value's JSON, <, > and & left as they are.
func compactJSON(v any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// quoteAll is a text in quotes, whole.
func quoteAll(s string) string { return strconv.Quote(s) }
