package plan

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// body encodes a declared body. JSON, forms and multipart bring their Content-Type; the type of
// text and files is unknown.
func (b *builder) body(out *exchange.Request, body *suite.Body) {
	if body == nil {
		return
	}
	switch body.Kind {
	case "json", "graphql":
		out.Body, out.BodyKind = b.shared(body, func() []byte { return []byte(b.fill.json(body.Text)) }), exchange.JSONBody
		setDefault(out, "Content-Type", "application/json")
	case "form":
		out.Body, out.BodyKind = []byte(b.pairs(body.Form)), exchange.FormBody
		setDefault(out, "Content-Type", "application/x-www-form-urlencoded")
	case "multipart":
		b.multipart(out, body)
	case "file":
		out.Body, out.BodyKind = b.read(b.fill.text(body.Text), body.At), exchange.BytesBody
	default:
		out.Body, out.BodyKind = b.shared(body, func() []byte { return []byte(b.fill.text(body.Text)) }), exchange.TextBody
	}
}

// shared encodes a body that no row changes only once for all rows.
func (b *builder) shared(body *suite.Body, encode func() []byte) []byte {
	if subst.Has(body.Text) {
		return encode()
	}
	if done, ok := b.bodies[body]; ok {
		return done
	}
	done := encode()
	b.bodies[body] = done
	return done
}

// read returns the bytes of a file that a request sends. It reads each file once.
func (b *builder) read(path string, at source.Pos) []byte {
	if known, ok := b.files[path]; ok {
		return known
	}
	raw, err := source.ReadFile(path, source.MostRecording)
	if err != nil {
		b.problems.Add(at, "the file to send cannot be read: %v", err).Next = "paths start from the folder of the suite"
	}
	b.files[path] = raw
	return raw
}
