package openapi

import (
	"mime"
	"strings"
	"sync"

	"assay/runner/internal/expect/show"
	"assay/runner/internal/jsonschema"
)

// apiResponse is the documented response of a status. Its content and headers are known once it is
// prepared.
type apiResponse struct {
	at      spot
	name    string // the operation and the status
	once    sync.Once
	problem error // why it cannot be judged
	content map[string]apiMedia
	headers map[string]*apiHeader
}

// apiMedia is the documented content of a media type; nil schemas allow any value.
type apiMedia struct {
	schema *jsonschema.Schema
	item   *jsonschema.Schema // of each item of a stream (OpenAPI 3.2, section 4.14.3)
}

type apiHeader struct {
	required bool
	schema   *jsonschema.Schema // nil: any value
}

// prepare reads a response and compiles its schemas, once. The error is the first mistake in it.
func (d *Document) prepare(r *apiResponse) error {
	r.once.Do(func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.reading = r.name
		r.problem = d.readResponse(r)
		d.reading = ""
	})
	return r.problem
}

func (d *Document) readResponse(r *apiResponse) error {
	at, err := d.follow(r.at)
	if err != nil {
		return err
	}
	if _, ok := at.value.(map[string]any); !ok {
		return d.wrong(at, "expected a response, got %s", show.JSON(at.value))
	}
	var first error
	keep := func(err error) {
		if first == nil {
			first = err
		}
	}
	r.content, r.headers = map[string]apiMedia{}, map[string]*apiHeader{}
	d.members(at, "content", keep, func(name string, m spot) {
		var media apiMedia
		var err error
		media.schema, err = d.schemaAt(d.child(m, "schema"))
		keep(err)
		media.item, err = d.schemaAt(d.child(m, "itemSchema"))
		keep(err)
		r.content[strings.ToLower(name)] = media
	})
	d.members(at, "headers", keep, func(name string, h spot) {
		object, _ := h.value.(map[string]any)
		s, err := d.schemaAt(d.child(h, "schema"))
		keep(err)
		r.headers[name] = &apiHeader{required: object["required"] == true, schema: s}
	})
	return first
}

// members calls each for the members of the object at key, sorted, with their $refs followed, and
// keep for those whose $ref leads nowhere.
func (d *Document) members(at spot, key string, keep func(error), each func(name string, member spot)) {
	below, _ := d.child(at, key)
	below, err := d.follow(below)
	keep(err)
	object, _ := below.value.(map[string]any)
	for _, name := range sortedKeys(object) {
		member, _ := d.child(below, name)
		member, err := d.follow(member)
		keep(err)
		if err == nil {
			each(name, member)
		}
	}
}

// media returns the content of the best matching documented media type: itself, a range of its
// type, any. It ignores parameters in the document.
func (r *apiResponse) media(name string) (media apiMedia, documented bool) {
	kind, _, _ := strings.Cut(name, "/")
	for _, key := range []string{name, kind + "/*", "*/*"} {
		if media, ok := r.content[key]; ok {
			return media, true
		}
	}
	for _, key := range sortedKeys(r.content) {
		if bare, _, _ := mime.ParseMediaType(key); bare == name {
			return r.content[key], true
		}
	}
	return apiMedia{}, false
}
