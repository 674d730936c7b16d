package expect

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/lang"
)

// protoCheck is the key `proto`: the version of HTTP.
type protoCheck struct{ want *predicate }

func compileProto(c *compiling, n *yaml.Node) check { return &protoCheck{c.predicate(n, asText)} }

func (p *protoCheck) judge(o *exchange.Observation, _ *World, out *Result) {
	if o.Reported != nil || o.Proto == "" {
		out.unknown("the version of HTTP is not known")
		return
	}
	p.want.judgeText(o.Proto, Subject{Key: "proto"}, out)
}

func (p *protoCheck) summary() string { return "proto " + p.want.String() }

// tlsCheck is the key `tls`: facts of the connection's security.
type tlsCheck struct{ facts []tlsFact }

type tlsFact struct {
	key  string
	want *predicate
}

// tlsWords are the facts; expires_in is a duration, the others are texts.
var tlsWords = []lang.Word{
	lang.NewWord("version", ofPlain, "the version of TLS"),
	lang.NewWord("subject", ofPlain, "whom the certificate is for"),
	lang.NewWord("issuer", ofPlain, "who signed it"),
	lang.NewWord("expires_in", ofPlain, "how long it is valid from the answer on, a duration"),
}

func compileTLS(c *compiling, n *yaml.Node) check {
	entries, ok := c.entries(n, "tls", "a map of "+joined(lang.Names(tlsWords), "and"))
	if !ok {
		return nil
	}
	if len(entries) == 0 {
		c.mistake(n, "tls: the map is empty").Next = "write {version: present} to expect a TLS connection"
	}
	k, known := &tlsCheck{}, lang.Names(tlsWords)
	for _, e := range entries {
		kind := asText
		switch {
		case !slices.Contains(known, e.Key):
			c.unknownWord(e.KeyNode, "key of tls", e.Key, known)
			continue
		case e.Key == "expires_in":
			kind = asDuration
		}
		k.facts = append(k.facts, tlsFact{e.Key, c.predicate(e.Value, kind)})
	}
	return k
}

func (k *tlsCheck) judge(o *exchange.Observation, _ *World, out *Result) {
	plain := o.Request != nil && strings.HasPrefix(strings.ToLower(o.Request.URL), "http:")
	for i := range k.facts {
		f := &k.facts[i]
		s := Subject{Key: "tls", Part: f.key}
		switch {
		case o.TLS == nil && plain:
			f.want.judge(missing, s, out)
		case o.TLS == nil:
			out.unknown("tls: what secured the connection is not known")
		case f.key == "expires_in" && o.Sent.IsZero():
			out.unknown("tls expires_in: when the answer came is not known")
		default:
			f.want.judge(f.value(o), s, out)
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

func (k *tlsCheck) summary() string {
	words := make([]string, len(k.facts))
	for i := range k.facts {
		words[i] = "tls " + k.facts[i].key + " " + k.facts[i].want.String()
	}
	return strings.Join(words, ", ")
}
