package notify

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"assay/runner/internal/report"
	"assay/runner/internal/text"
	"assay/runner/internal/watch"
)

// Event is the type of generic messages.
const Event = "assay.verdicts.changed"

// most is how many changes a message for people lists, mostText how many characters it has of each.
// Slack takes 40,000 characters, Teams 28 KB.
const (
	most     = 20
	mostText = 300
)

// body returns the body of a message: JSON.
func (h *Hook) body(changes []watch.Change, now time.Time) ([]byte, error) {
	switch h.Kind {
	case Slack:
		return json.Marshal(map[string]string{"text": slackText(changes)})
	case Teams:
		return json.Marshal(teamsCard(changes))
	}
	return json.Marshal(generic{Type: Event, Timestamp: now.UTC().Format(time.RFC3339), Data: data{changes}})
}

// generic is a message in the form that Standard Webhooks recommend.
type generic struct {
	Type      string `json:"type"`
	Timestamp string `json:"timestamp"` // RFC 3339
	Data      data   `json:"data"`
}

type data struct {
	Changes []watch.Change `json:"changes"`
}

// headline sums the changes up: "2 findings are broken, 1 holds again".
func headline(changes []watch.Change) string {
	var broken, held, open int
	for i := range changes {
		switch changes[i].Verdict {
		case report.Broken:
			broken++
		case report.Holds:
			held++
		default:
			open++
		}
	}
	var parts []string
	add := func(n int, one, several string) {
		if n == 1 {
			parts = append(parts, "1 "+one)
		} else if n > 1 {
			parts = append(parts, fmt.Sprintf("%d %s", n, several))
		}
	}
	add(broken, "finding is broken", "findings are broken")
	add(held, "holds again", "hold again")
	add(open, "cannot be told", "cannot be told")
	return strings.Join(parts, ", ")
}

// why returns why a finding does not hold, in a line; "" if it holds.
func why(c *watch.Change) string {
	if len(c.Failures) > 0 {
		f := &c.Failures[0]
		return fmt.Sprintf("%s: expected %s, got %s", f.Subject, f.Expected, f.Actual)
	}
	return c.Reason
}

// line returns a change for people, without markup: verdict, claim, suite.
func line(c *watch.Change) string {
	was := ""
	if c.Was != "" && c.Was != c.Verdict {
		was = " (was " + c.Was + ")"
	}
	return short(c.Verdict + was + ": " + c.Title() + " [" + c.Suite + "]")
}

// short returns text in one line of bounded length, with nothing that moves or hides text.
func short(s string) string {
	s = report.Line(s)
	if utf8.RuneCountInString(s) > mostText {
		s = string([]rune(s)[:mostText-1]) + "…"
	}
	return s
}

// more says how many changes a message leaves out; "" if none.
func more(changes []watch.Change) string {
	if n := len(changes) - most; n > 0 {
		return "and " + text.Count(n, "more change")
	}
	return ""
}

// slackEscapes are those of Slack's text: no other character has a meaning in it.
var slackEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func slackText(changes []watch.Change) string {
	var b strings.Builder
	b.WriteString("*Assay:* " + slackEscapes.Replace(headline(changes)) + "\n")
	for i := range changes[:min(len(changes), most)] {
		c := &changes[i]
		b.WriteString("• " + slackEscapes.Replace(line(c)) + "\n")
		if w := why(c); w != "" {
			b.WriteString("    " + slackEscapes.Replace(short(w)) + "\n")
		}
	}
	b.WriteString(more(changes))
	return strings.TrimRight(b.String(), "\n")
}

// The parts of an Adaptive Card 1.4 that a message for Teams has.
type (
	teamsMessage struct {
		Type        string            `json:"type"`
		Attachments []teamsAttachment `json:"attachments"`
	}
	teamsAttachment struct {
		ContentType string       `json:"contentType"`
		Content     adaptiveCard `json:"content"`
	}
	adaptiveCard struct {
		Schema  string      `json:"$schema"`
		Type    string      `json:"type"`
		Version string      `json:"version"`
		Body    []textBlock `json:"body"`
	}
	textBlock struct {
		Type     string `json:"type"`
		Text     string `json:"text"`
		Weight   string `json:"weight,omitempty"`
		Color    string `json:"color,omitempty"`
		IsSubtle bool   `json:"isSubtle,omitempty"`
		Wrap     bool   `json:"wrap"`
	}
)

// cardEscapes keeps the Markdown of a text block from making links and emphasis of what came.
var cardEscapes = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`)

func teamsCard(changes []watch.Change) teamsMessage {
	block := func(text string) textBlock {
		return textBlock{Type: "TextBlock", Text: cardEscapes.Replace(text), Wrap: true}
	}
	title := block("Assay: " + headline(changes))
	title.Weight = "Bolder"
	blocks := []textBlock{title}
	for i := range changes[:min(len(changes), most)] {
		c := &changes[i]
		one := block(line(c))
		switch c.Verdict {
		case report.Broken:
			one.Color = "Attention"
		case report.Holds:
			one.Color = "Good"
		}
		blocks = append(blocks, one)
		if w := why(c); w != "" {
			detail := block(short(w))
			detail.IsSubtle = true
			blocks = append(blocks, detail)
		}
	}
	if m := more(changes); m != "" {
		blocks = append(blocks, block(m))
	}
	return teamsMessage{"message", []teamsAttachment{{"application/vnd.microsoft.card.adaptive", adaptiveCard{
		Schema: "http://adaptivecards.io/schemas/adaptive-card.json", Type: "AdaptiveCard", Version: "1.4", Body: blocks,
	}}}}
}
