package expect

import (
	"encoding/binary"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/check"
	"assay/runner/internal/source"
)

// Repeated compiles expectations of one document, and those with the same text in the same columns
// only once: findings that differ in their probes alone are frequent. The results must not be
// judged inside of other expectations. The zero value is ready.
type Repeated struct {
	// Copies has what is compiled copied first, for nodes that do not stay as they are.
	Copies bool

	made map[string]*check.Expectation
	key  []byte
}

// mostRepeated is how many different texts are kept.
const mostRepeated = 1024

// Compile is [Compile] for a scope that differs between calls only in what references mean, and is
// made only if the text is new. If Copies is set, the result keeps no node of n.
func (r *Repeated) Compile(n *yaml.Node, file *source.File, scope func() *Scope) *check.Expectation {
	n = source.Resolve(n)
	if !independent(n) {
		return r.compile(n, scope())
	}
	key, ok := appendText(r.key[:0], n, n.Line)
	r.key = key
	if !ok {
		return r.compile(n, scope())
	}
	if e := r.made[string(key)]; e != nil {
		return e.MovedTo(file.At(n))
	}
	s := scope()
	problems := len(*s.Problems)
	e := r.compile(n, s)
	if len(*s.Problems) == problems && len(e.Refs())+len(e.Probes()) == 0 && len(r.made) < mostRepeated {
		if r.made == nil {
			r.made = map[string]*check.Expectation{}
		}
		r.made[string(key)] = e
	}
	return e
}

func (r *Repeated) compile(n *yaml.Node, s *Scope) *check.Expectation {
	if r.Copies {
		n = source.Copy(n)
	}
	return Compile(n, s)
}

// independent reports whether an expectation has only keys that judge by themselves: an answer that
// it names, or an expectation inside it, has a place of its own.
func independent(n *yaml.Node) bool {
	if n == nil || n.Kind != yaml.MappingNode {
		return false
	}
	for i := 0; i < len(n.Content); i += 2 {
		if key := keys[n.Content[i].Value]; key == nil || key.nested != nil || key.Name == "answer" {
			return false
		}
	}
	return true
}

// appendText appends all of a node that the compiled form depends on, lines relative to a first. It
// returns false for an alias, whose target has a place of its own.
func appendText(b []byte, n *yaml.Node, first int) ([]byte, bool) {
	if n.Kind == yaml.AliasNode {
		return b, false
	}
	for _, number := range [...]int{int(n.Kind), int(n.Style), n.Line - first, n.Column, len(n.Tag), len(n.Value), len(n.Content)} {
		b = binary.AppendVarint(b, int64(number))
	}
	b = append(append(b, n.Tag...), n.Value...)
	for _, c := range n.Content {
		var ok bool
		if b, ok = appendText(b, c, first); !ok {
			return b, false
		}
	}
	return b, true
}
