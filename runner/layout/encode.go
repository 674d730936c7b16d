package layout

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// blank is a comment that stands for an empty line until the text is written.
const blank = "#\u2060blank line\u2060"

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
	dumper, err := yaml.NewDumper(&b, yaml.WithIndent(2), yaml.WithCompactSeqIndent(), yaml.WithLineWidth(-1), yaml.WithQuotePreference(yaml.QuoteDouble))
	if err != nil {
		return nil, fmt.Errorf("writing YAML: %w", err)
	}
	if err := dumper.Dump(root); err != nil {
		return nil, fmt.Errorf("writing YAML: %w", err)
	}
	if err := dumper.Close(); err != nil {
		return nil, fmt.Errorf("writing YAML: %w", err)
	}
	return []byte(tidy(b.String())), nil
}

// tidy turns the marks into empty lines, never two, and none at either end.
func tidy(text string) string {
	var out strings.Builder
	empty := true
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == blank {
			if !empty {
				out.WriteByte('\n')
			}
			empty = true
			continue
		}
		out.WriteString(line)
		empty = line == "\n"
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}

// Blank puts an empty line in front of an entry, n being its key or item.
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

// long tells a map in lines of its own.
func long(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0
}
