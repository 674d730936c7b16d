package yamlfmt

import (
	"bytes"
	"slices"

	"go.yaml.in/yaml/v4"
)

// mostAtOnce is how many entries of a section are given to the YAML encoder at once: it holds 27 kB
// for an entry of ten lines until its document ends.
const mostAtOnce = 256

// dumpInParts writes root, whose document is top, as it is written whole: of its large sections so
// many entries at a time.
func dumpInParts(b *bytes.Buffer, root, top *yaml.Node, most int) error {
	if top.Kind != yaml.MappingNode || !plain(root) || !plain(top) || !slices.ContainsFunc(top.Content, func(n *yaml.Node) bool { return divides(n, most) }) {
		return dump(b, root)
	}
	whole := 0 // where the entries begin that are written together
	for i := 0; i+1 < len(top.Content); i += 2 {
		key, section := top.Content[i], top.Content[i+1]
		if !divides(section, most) {
			continue
		}
		if err := dumpEntries(b, top.Content[whole:i]); err != nil {
			return err
		}
		if err := dumpSection(b, key, section, most); err != nil {
			return err
		}
		whole = i + 2
	}
	return dumpEntries(b, top.Content[whole:])
}

func dumpEntries(b *bytes.Buffer, entries []*yaml.Node) error {
	if len(entries) == 0 {
		return nil
	}
	return dump(b, mapping(entries))
}

// dumpSection writes a section in parts, all but the first without their line of the key.
func dumpSection(b *bytes.Buffer, key, section *yaml.Node, most int) error {
	for from := 0; from < len(section.Content); from += 2 * most {
		entries := section.Content[from:min(from+2*most, len(section.Content))]
		if from == 0 {
			if err := dumpEntries(b, []*yaml.Node{key, mapping(entries)}); err != nil {
				return err
			}
			continue
		}
		var part bytes.Buffer
		if err := dumpEntries(&part, []*yaml.Node{{Kind: yaml.ScalarNode, Value: "x"}, mapping(entries)}); err != nil {
			return err
		}
		b.Write(bytes.TrimPrefix(part.Bytes(), []byte(over)))
	}
	return nil
}

func mapping(entries []*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Content: entries}
}

// divides reports whether n is a section whose entries are written in parts: the encoder carries
// nothing over from one of them to the next.
func divides(n *yaml.Node, most int) bool {
	return len(n.Content) > 2*most && n.Kind == yaml.MappingNode && n.Style == 0 && plain(n) && !carries(n)
}

// plain reports whether a node has nothing but its content.
func plain(n *yaml.Node) bool {
	return n.Anchor == "" && n.HeadComment == "" && n.LineComment == "" && n.FootComment == "" && (n.Tag == "" || n.Tag == "!!map")
}

// carries reports whether a node has what the encoder may write at the next one: a comment at the
// end of a line or below it, or an anchor, behind which there may be such a comment.
func carries(n *yaml.Node) bool {
	return n.Anchor != "" || n.LineComment != "" || n.FootComment != "" || slices.ContainsFunc(n.Content, carries)
}

// dump writes one document.
func dump(b *bytes.Buffer, n *yaml.Node) error {
	dumper, err := yaml.NewDumper(b, yaml.WithIndent(2), yaml.WithCompactSeqIndent(false), yaml.WithLineWidth(-1), yaml.WithQuotePreference(yaml.QuoteDouble))
	if err != nil {
		return err
	}
	if err := dumper.Dump(n); err != nil {
		return err
	}
	return dumper.Close()
}
