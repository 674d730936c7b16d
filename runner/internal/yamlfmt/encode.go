package yamlfmt

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// blank is a comment that marks an empty line until the text is written.
const blank = "#\u2060blank line\u2060"

// besideMark starts a comment that belongs at the end of the preceding line, after an anchor, where
// the YAML encoder cannot write one.
const besideMark = "#\u2060beside\u2060"

// Encode writes a document, root being its document node or its map. It changes
// the styles of nodes: see the package comment.
func Encode(root *yaml.Node) ([]byte, error) {
	top := root
	if root.Kind == yaml.DocumentNode && len(root.Content) > 0 {
		top = root.Content[0]
	}
	unbrace(top, 0, 0)
	if top.Kind == yaml.MappingNode && top.Style&yaml.FlowStyle == 0 {
		sections(top)
	}
	var b bytes.Buffer
	if err := dumpInParts(&b, root, top, mostAtOnce); err != nil {
		return nil, fmt.Errorf("writing YAML: %w", err)
	}
	return []byte(tidy(b.String())), nil
}

// tidy replaces the marks: by single empty lines, none at either end, and by comments at the end of
// the preceding line.
func tidy(text string) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		trimmed := strings.TrimSpace(line)
		comment, beside := strings.CutPrefix(trimmed, besideMark)
		switch last := len(out) - 1; {
		case beside && last >= 0:
			out[last] += " " + comment
		case trimmed == blank || line == "":
			if last >= 0 && out[last] != "" || trimmed != blank {
				out = append(out, "")
			}
		default:
			out = append(out, line)
		}
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}

// Blank puts an empty line before an entry; n is its key or item.
func Blank(n *yaml.Node) {
	if !strings.HasPrefix(n.HeadComment, blank) {
		n.HeadComment = strings.TrimSuffix(blank+"\n"+n.HeadComment, "\n")
	}
}

// sections puts an empty line around entries of the top level that take several
// lines.
func sections(top *yaml.Node) {
	for i := 2; i+1 < len(top.Content); i += 2 {
		if long(top.Content[i+1]) || long(top.Content[i-1]) {
			Blank(top.Content[i])
		}
	}
}

// long reports whether n is a map written in several lines.
func long(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0
}
