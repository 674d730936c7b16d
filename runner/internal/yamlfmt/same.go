package yamlfmt

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// different says how two documents differ, "" if they have the same meaning and comments.
func different(a, b *yaml.Node) string {
	if what := differs(a, b); what != "" {
		return what
	}
	before, after := comments(a, nil), comments(b, nil)
	slices.Sort(before)
	slices.Sort(after)
	if slices.Equal(before, after) {
		return ""
	}
	for _, c := range before {
		if !slices.Contains(after, c) {
			return fmt.Sprintf("the comment %q would be lost", c)
		}
	}
	return "a comment would stand twice, or only once"
}

// differs compares nodes without comments and styles.
func differs(a, b *yaml.Node) string {
	switch {
	case a.Kind != b.Kind, a.ShortTag() != b.ShortTag(), a.Value != b.Value, a.Anchor != b.Anchor:
		return fmt.Sprintf("line %d would change from %q to %q", a.Line, a.Value, b.Value)
	case len(a.Content) != len(b.Content):
		return fmt.Sprintf("line %d would have %d parts in the place of %d", a.Line, len(b.Content), len(a.Content))
	}
	for i := range a.Content {
		if what := differs(a.Content[i], b.Content[i]); what != "" {
			return what
		}
	}
	return ""
}

// comments lists the lines of all comments.
func comments(n *yaml.Node, to []string) []string {
	for _, text := range []string{n.HeadComment, n.LineComment, n.FootComment} {
		for line := range strings.SplitSeq(text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				to = append(to, line)
			}
		}
	}
	for _, c := range n.Content {
		to = comments(c, to)
	}
	return to
}

// unseen returns a comment in a line of its own that occurs more often in before than in after, ""
// if there is none. It compares the texts, because the parser drops some comments.
func unseen(before, after []string) string {
	count := map[string]int{}
	for _, line := range after {
		if i := strings.IndexByte(line, '#'); i >= 0 {
			count[strings.TrimSpace(line[i:])]++
		}
	}
	for _, line := range before {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "#") {
			if count[line]--; count[line] < 0 {
				return line
			}
		}
	}
	return ""
}
