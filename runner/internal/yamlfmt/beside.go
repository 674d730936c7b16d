package yamlfmt

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// keepBeside marks comments after an anchor, "key: &name # why", which the YAML parser attaches to
// the first entry below.
func keepBeside(n *yaml.Node, lines []string) {
	if n.Style&yaml.FlowStyle != 0 || n.Kind == yaml.AliasNode {
		return
	}
	if n.Anchor != "" && n.Kind != yaml.ScalarNode && len(n.Content) > 0 {
		first := n.Content[0]
		if c := first.LineComment; c != "" && first.Line > n.Line && n.Line <= len(lines) && strings.HasSuffix(strings.TrimSpace(lines[n.Line-1]), c) {
			first.LineComment = ""
			first.HeadComment = strings.TrimSuffix(besideMark+c+"\n"+first.HeadComment, "\n")
		}
	}
	for _, c := range n.Content {
		keepBeside(c, lines)
	}
}
