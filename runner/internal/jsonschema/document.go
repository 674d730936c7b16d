package jsonschema

import (
	"fmt"
	"strings"
)

// document is a JSON value with schemas at its root or anywhere below.
type document struct {
	address   string
	value     any
	resources map[string]*resource // by pointer; always includes ""
	walked    map[string][]string  // pointers of schemas, with those of their subschemas
	checked   map[string]bool      // pointers of schemas that their metaschema allows
}

// resource is a schema with an address of its own (core, section 4.3.5), or a document.
type resource struct {
	doc       *document
	pointer   string
	base      string
	draft     draft
	meta      string             // the address of a metaschema other than the draft's
	anchors   map[string]string  // pointers
	dynamic   map[string]*Schema // targets of $dynamicAnchor; nil until compiled
	named     []string           // the names of $dynamicAnchor
	recursive bool               // $recursiveAnchor
	touched   bool
}

// document returns the document added for an address, or loads it.
func (c *Compiler) document(address string) (*document, error) {
	if d := c.documents[address]; d != nil {
		return d, nil
	}
	if dr, ok := drafts[address]; ok {
		d, err := c.add(address, metaschema(address, dr))
		if err != nil {
			return nil, err
		}
		d.trust("")
		return d, nil
	}
	if c.Load == nil {
		return nil, &LoadError{address, fmt.Errorf("%s is not loaded", address)}
	}
	value, err := c.Load(address)
	if err != nil {
		return nil, &LoadError{address, err}
	}
	return c.add(address, value)
}

// add adds a document. It reads the root as a schema in any case: the keywords that name things
// have no other meaning.
func (c *Compiler) add(address string, value any) (*document, error) {
	d := &document{address, value, map[string]*resource{}, map[string][]string{}, map[string]bool{}}
	root := &resource{doc: d, base: address, draft: draft2020, anchors: map[string]string{}}
	d.resources[""] = root
	c.documents[address], c.resources[address] = d, root
	return d, c.walk(d, root, "", value)
}

// walk finds the addresses and anchors in a schema and those below it.
func (c *Compiler) walk(d *document, r *resource, pointer string, value any) error {
	if _, known := d.walked[pointer]; known {
		return nil
	}
	d.walked[pointer] = nil
	schema, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	r, err := c.enter(d, r, pointer, schema)
	if err != nil {
		delete(d.walked, pointer)
		return err
	}
	r.name(pointer, schema)
	var subs []string
	eachSubschema(r.draft, schema, func(further string, sub any) {
		at := pointer + further
		subs = append(subs, at)
		if e := c.walk(d, r, at, sub); err == nil {
			err = e
		}
	})
	if d.walked[pointer] = subs; err != nil {
		delete(d.walked, pointer)
	}
	return err
}

// enter returns the resource that a schema begins, or its enclosing one.
func (c *Compiler) enter(d *document, r *resource, pointer string, schema map[string]any) (*resource, error) {
	dialect, _ := schema["$schema"].(string)
	dr, meta := r.draft, r.meta
	if dialect != "" {
		var err error
		if dr, meta, err = c.dialect(r.base, dialect); err != nil {
			return nil, err
		}
	}
	id, _ := schema[dr.id()].(string)
	if _, ref := schema["$ref"]; ref && dr < draft2019 {
		id = "" // siblings of a $ref are ignored
	}
	if base, _ := split(id); base != "" {
		base = resolved(r.base, base)
		if pointer != r.pointer {
			r = &resource{doc: d, pointer: pointer, anchors: map[string]string{}}
			d.resources[pointer] = r
		}
		r.base = base
		if c.resources[base] == nil {
			c.resources[base] = r
		}
	}
	if pointer == r.pointer {
		r.draft, r.meta = dr, meta
		r.recursive, _ = schema["$recursiveAnchor"].(bool)
	}
	return r, nil
}

// name records the anchors of a schema.
func (r *resource) name(pointer string, schema map[string]any) {
	if id, _ := schema[r.draft.id()].(string); r.draft < draft2019 && strings.HasPrefix(id, "#") {
		r.anchors[id[1:]] = pointer
	}
	if r.draft < draft2019 {
		return
	}
	if anchor, ok := schema["$anchor"].(string); ok {
		r.anchors[anchor] = pointer
	}
	if anchor, ok := schema["$dynamicAnchor"].(string); ok && r.draft == draft2020 {
		r.anchors[anchor] = pointer
		r.named = append(r.named, anchor)
	}
}

// dialect returns the draft of a $schema, and the address of a metaschema other than the drafts'
// own.
func (c *Compiler) dialect(base, address string) (draft, string, error) {
	bare := strings.TrimSuffix(address, "#")
	if d, ok := drafts[bare]; ok {
		return d, "", nil
	}
	if d, ok := drafts[strings.Replace(bare, "https://", "http://", 1)]; ok {
		return d, "", nil
	}
	at, _ := split(resolved(base, bare))
	if r := c.resources[at]; r != nil {
		return r.draft, at, nil
	}
	d, err := c.document(at)
	if err != nil {
		return 0, "", err
	}
	return d.resources[""].draft, at, nil
}

// resourceAt returns the resource that encloses a place of the document.
func (d *document) resourceAt(pointer string) *resource {
	for {
		if r := d.resources[pointer]; r != nil {
			return r
		}
		pointer = pointer[:max(strings.LastIndexByte(pointer, '/'), 0)]
	}
}

// trust marks a schema and all below it as valid.
func (d *document) trust(pointer string) {
	d.checked[pointer] = true
	for _, sub := range d.walked[pointer] {
		if !d.checked[sub] {
			d.trust(sub)
		}
	}
}

// distrust undoes trust.
func (d *document) distrust(pointer string) {
	delete(d.checked, pointer)
	for _, sub := range d.walked[pointer] {
		d.distrust(sub)
	}
}
