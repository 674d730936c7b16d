package jsonschema

import (
	"errors"
	"regexp"
	"strings"
)

// Pattern is a compiled regular expression. An error leaves the match unknown: it ran out of time.
type Pattern interface {
	MatchString(text string) (bool, error)
	String() string
}

// Compiler compiles the schemas at addresses. The zero value is not usable: see [NewCompiler]. It
// is not safe for concurrent use; the schemas are.
type Compiler struct {
	// Load returns the document at a URL without fragment; nil refuses them all.
	Load func(address string) (any, error)
	// Pattern compiles the patterns of schemas; nil means RE2.
	Pattern func(text string) (Pattern, error)
	// Formats are further formats, by name: checks of values of any type. Those of JSON Schema check
	// texts only.
	Formats map[string]func(v any) error

	documents map[string]*document
	resources map[string]*resource // by base URL
	schemas   map[string]*Schema   // by document and pointer
	broken    map[string]error     // likewise: why a schema does not compile
	pending   pending
}

// NewCompiler returns a compiler that knows only the metaschemas of the drafts.
func NewCompiler() *Compiler {
	return &Compiler{
		documents: map[string]*document{}, resources: map[string]*resource{}, schemas: map[string]*Schema{}, broken: map[string]error{},
		pending: pending{index: map[string]int{}},
	}
}

// Add adds a document, as encoding/json decodes it into an any, with numbers as json.Number.
func (c *Compiler) Add(address string, value any) error {
	_, err := c.add(address, value)
	return err
}

// Compile returns the schema at an address; the draft without a $schema is 2020-12. The error is a
// [*LoadError], [*MissingError] or [*InvalidError].
func (c *Compiler) Compile(address string) (*Schema, error) {
	d, pointer, err := c.find(address)
	if err != nil {
		return nil, err
	}
	return c.schemaAt(d, pointer)
}

// find returns the document and the pointer for an absolute address.
func (c *Compiler) find(address string) (*document, string, error) {
	base, _ := split(address)
	r := c.resources[base]
	if r == nil {
		d, err := c.document(base)
		if err != nil {
			return nil, "", err
		}
		r = d.resources[""]
	}
	return r.find(address)
}

// find returns the place in the resource for the fragment of its address.
func (r *resource) find(address string) (*document, string, error) {
	_, fragment := split(address)
	switch {
	case fragment == "":
		return r.doc, r.pointer, nil
	case !strings.HasPrefix(fragment, "/"):
		pointer, ok := r.anchors[fragment]
		if !ok {
			return nil, "", &MissingError{address, true}
		}
		return r.doc, pointer, nil
	}
	pointer := r.pointer + Pointer(tokens(fragment)...)
	if _, ok := within(r.doc.value, Tokens("#"+pointer)); !ok {
		return nil, "", &MissingError{address, false}
	}
	return r.doc, pointer, nil
}

// schemaAt compiles the schema at a pointer of a document, once.
func (c *Compiler) schemaAt(d *document, pointer string) (*Schema, error) {
	at := d.address + "#" + pointer
	if s := c.schemas[at]; s != nil {
		c.pending.refer(at)
		return s, nil
	}
	if err := c.broken[at]; err != nil {
		return nil, err
	}
	outer := c.pending.begin(at)
	err := c.compile(d, pointer, at)
	for _, done := range c.pending.end(at, outer, err != nil) {
		delete(c.schemas, done)
		c.broken[done] = err
	}
	return c.schemas[at], err
}

func (c *Compiler) compile(d *document, pointer, at string) error {
	value, _ := within(d.value, Tokens("#"+pointer))
	if err := c.walk(d, d.resourceAt(pointer), pointer, value); err != nil {
		return err
	}
	if err := c.check(d, pointer, value); err != nil {
		return err
	}
	r := d.resourceAt(pointer)
	s := &Schema{At: at, resource: r, draft: r.draft}
	c.schemas[at] = s
	if err := c.touch(r); err != nil {
		return err
	}
	p := &parsing{c: c, d: d, at: pointer, s: s}
	return p.read(value)
}

// touch compiles the possible targets of a $dynamicRef in a resource.
func (c *Compiler) touch(r *resource) error {
	if r.touched {
		return nil
	}
	r.touched = true
	r.dynamic = map[string]*Schema{}
	for _, name := range r.named {
		s, err := c.schemaAt(r.doc, r.anchors[name])
		if err != nil {
			r.touched = false
			return err
		}
		r.dynamic[name] = s
	}
	return nil
}

// check validates a schema against its metaschema, unless an enclosing one was checked.
func (c *Compiler) check(d *document, pointer string, value any) error {
	if d.checked[pointer] {
		return nil
	}
	r := d.resourceAt(pointer)
	address := r.meta
	if address == "" {
		for known, dr := range drafts {
			if dr == r.draft {
				address = known
			}
		}
	}
	d.trust(pointer)
	meta, err := c.Compile(address)
	if err == nil {
		err = meta.Validate(value)
	}
	if err == nil {
		return nil
	}
	d.distrust(pointer)
	var invalid *Error
	if errors.As(err, &invalid) {
		return &InvalidError{d.address + "#" + pointer, value, invalid}
	}
	return err
}

// pattern compiles a pattern of a schema.
func (c *Compiler) pattern(text string) (Pattern, error) {
	if c.Pattern != nil {
		return c.Pattern(text)
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, err
	}
	return RE2{re}, nil
}

// RE2 is a pattern matched in linear time.
type RE2 struct{ Regexp *regexp.Regexp }

// MatchString reports whether the text matches.
func (r RE2) MatchString(text string) (bool, error) { return r.Regexp.MatchString(text), nil }

func (r RE2) String() string { return r.Regexp.String() }
