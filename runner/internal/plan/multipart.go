package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"path/filepath"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// multipart writes multipart/form-data (RFC 7578). The boundary is derived from the content, so
// that the same parts make the same request on every run.
//
// If a value is known only at run time, the body is text, in which each "${" of a file is escaped.
func (b *builder) multipart(out *exchange.Request, body *suite.Body) {
	late := false
	for i := range body.Parts {
		late = late || hasReference(b.fill.text(body.Parts[i].Value))
	}
	var content bytes.Buffer
	offsets := make([]int, 0, len(body.Parts))
	for i := range body.Parts {
		offsets = append(offsets, content.Len())
		b.part(&content, &body.Parts[i], late)
	}
	sum := sha256.Sum256(content.Bytes())
	boundary := "assay-" + hex.EncodeToString(sum[:12])
	out.Body, out.BodyKind = assemble(content.Bytes(), offsets, boundary), exchange.BytesBody
	if late {
		out.BodyKind = exchange.TextBody
	}
	setDefault(out, "Content-Type", mime.FormatMediaType("multipart/form-data", map[string]string{"boundary": boundary}))
}

// assemble puts the delimiters around the parts that start at offsets.
func assemble(content []byte, offsets []int, boundary string) []byte {
	out := make([]byte, 0, len(content)+(len(offsets)+1)*(len(boundary)+8))
	for i, from := range offsets {
		to := len(content)
		if i+1 < len(offsets) {
			to = offsets[i+1]
		}
		out = append(append(append(out, "--"...), boundary...), "\r\n"...)
		out = append(append(out, content[from:to]...), "\r\n"...)
	}
	return append(append(append(out, "--"...), boundary...), "--\r\n"...)
}

// part writes the header and the content of one part.
func (b *builder) part(w *bytes.Buffer, part *suite.Part, late bool) {
	finish := subst.Finish
	if late {
		finish = func(s string) string { return s }
	}
	text := func(s string) string { return finish(b.fill.text(s)) }
	w.WriteString(`Content-Disposition: form-data; name="` + quoted(text(part.Name)) + `"`)
	kind, name := text(part.Type), text(part.Filename)
	if part.File != "" {
		path := b.fill.text(part.File)
		if name == "" {
			name = filepath.Base(path)
		}
		if kind == "" {
			kind = "application/octet-stream"
		}
	}
	if name != "" {
		w.WriteString(`; filename="` + quoted(name) + `"`)
	}
	w.WriteString("\r\n")
	if kind != "" {
		w.WriteString("Content-Type: " + kind + "\r\n")
	}
	w.WriteString("\r\n")
	if part.File == "" {
		w.WriteString(text(part.Value))
		return
	}
	raw := b.read(b.fill.text(part.File), part.At)
	if late {
		raw = bytes.ReplaceAll(raw, []byte("${"), []byte("$${"))
	}
	w.Write(raw)
}

// quoted escapes a name as browsers do (WHATWG HTML, multipart/form-data).
func quoted(s string) string {
	return strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace(s)
}
