package response

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/text"
)

// protoCheck is the key `proto`: the version of HTTP.
type protoCheck struct{ want *predicate.Predicate }

// CompileProto reads the key `proto`.
func CompileProto(c *predicate.Compiler, n *yaml.Node) check.Check {
	return &protoCheck{c.Compile(n, values.AsText)}
}

func (p *protoCheck) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	if o.Reported != nil || o.Proto == "" {
		out.Doubt("the version of HTTP is not known")
		return
	}
	p.want.JudgeText(o.Proto, outcome.Subject{Key: "proto"}, out)
}

func (p *protoCheck) Summary() string { return "proto " + p.want.String() }

// tlsCheck is the key `tls`: properties of the encrypted connection.
type tlsCheck struct{ facts []tlsFact }

type tlsFact struct {
	key  string
	want *predicate.Predicate
}

// TLSWords are the names of the properties; expires_in is a duration, the others are texts.
var TLSWords = []lang.Word{
	lang.NewWord("version", predicate.PlainShape, "the version of TLS"),
	lang.NewWord("subject", predicate.PlainShape, "whom the certificate is for"),
	lang.NewWord("issuer", predicate.PlainShape, "who signed it"),
	lang.NewWord("expires_in", predicate.PlainShape, "how long it is valid from the answer on, a duration"),
}

// CompileTLS reads the key `tls`.
func CompileTLS(c *predicate.Compiler, n *yaml.Node) check.Check {
	entries, ok := c.Filled(n, "tls", "a map of "+text.List(lang.Names(TLSWords), "and"), "write {version: present} to expect a TLS connection")
	if !ok {
		return nil
	}
	k, known := &tlsCheck{}, lang.Names(TLSWords)
	for _, e := range entries {
		kind := values.AsText
		switch {
		case !slices.Contains(known, e.Key):
			c.UnknownWord(e.KeyNode, "key of tls", e.Key, known)
			continue
		case e.Key == "expires_in":
			kind = values.AsDuration
		}
		k.facts = append(k.facts, tlsFact{e.Key, c.Compile(e.Value, kind)})
	}
	return k
}

func (k *tlsCheck) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	plain := o.Request != nil && strings.HasPrefix(strings.ToLower(o.Request.URL), "http:")
	for i := range k.facts {
		f := &k.facts[i]
		s := outcome.Subject{Key: "tls", Part: f.key}
		switch {
		case o.TLS == nil && plain:
			f.want.Judge(values.Missing, s, out)
		case o.TLS == nil:
			out.Doubt("tls: what secured the connection is not known")
		case f.key == "expires_in" && o.Sent.IsZero():
			out.Doubt("tls expires_in: when the answer came is not known")
		default:
			f.want.Judge(f.value(o), s, out)
		}
	}
}

func (f *tlsFact) value(o *exchange.Observation) any {
	switch f.key {
	case "version":
		return o.TLS.Version
	case "subject":
		return o.TLS.Subject
	case "issuer":
		return o.TLS.Issuer
	}
	return o.TLS.NotAfter.Sub(o.Sent)
}

func (k *tlsCheck) Summary() string {
	words := make([]string, len(k.facts))
	for i := range k.facts {
		words[i] = "tls " + k.facts[i].key + " " + k.facts[i].want.String()
	}
	return strings.Join(words, ", ")
}
