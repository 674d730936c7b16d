package har

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"slices"
	"strings"
	"unicode/utf8"

	"assay/runner/internal/fixture"
	"assay/runner/internal/importer"
	"assay/runner/internal/secret/names"
)

// parts converts a multipart body to a suite's form, so that the client makes the boundary; nil for
// any other or malformed body.
func (r *reader) parts(e *fixture.Entry, p *importer.Probe) importer.List {
	request := e.Observation.Request
	media, params, err := mime.ParseMediaType(request.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" || params["boundary"] == "" {
		return nil
	}
	var parts importer.List
	var lost []string // parts without bytes in the file
	form := multipart.NewReader(bytes.NewReader(request.Body), params["boundary"])
	for {
		part, err := form.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil
		}
		content, err := io.ReadAll(part)
		if err != nil || part.FormName() == "" || !utf8.ValidString(part.FormName()+part.FileName()) {
			return nil
		}
		one := importer.Map{{Key: "name", Value: importer.Literal(part.FormName())}}
		text := importer.Literal(string(content))
		switch {
		case !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0, part.FileName() != "" && len(content) == 0:
			lost = append(lost, part.FormName())
			text = ""
		case names.Credential(part.FormName()):
			text = r.Secret(part.FormName(), text)
		}
		one.Set("value", text)
		if name := part.FileName(); name != "" {
			one.Set("filename", importer.Literal(name))
		}
		if kind := part.Header.Get("Content-Type"); kind != "" {
			one.Set("type", importer.Literal(kind))
		}
		parts = append(parts, one)
	}
	if parts == nil {
		return nil
	}
	p.Headers = slices.DeleteFunc(p.Headers, func(h importer.Entry) bool { return strings.EqualFold(h.Key, "Content-Type") })
	for _, name := range lost {
		r.Drop(e.At, "put the file beside the suite and write file: in the place of value:", "the bytes of the part %s of %s %s are left out", name, request.Method, address(e.Observation))
	}
	return parts
}
