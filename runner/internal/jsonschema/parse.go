package jsonschema

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
)

func itoa(i int) string { return strconv.Itoa(i) }

// parsing reads one schema, valid by its metaschema, into s. It keeps the first error.
type parsing struct {
	c   *Compiler
	d   *document
	at  string // the pointer
	s   *Schema
	in  map[string]any
	err error
}

func (p *parsing) read(value any) error {
	if b, ok := value.(bool); ok {
		p.s.Bool = &b
		return nil
	}
	p.in, _ = value.(map[string]any)
	p.s.Ref = p.ref("$ref")
	if p.s.Ref != nil && p.s.draft < draft2019 {
		return p.err
	}
	p.general()
	p.combined()
	p.numbers()
	p.texts()
	p.arrays()
	p.objects()
	return p.err
}

// has returns the value of a keyword, if the draft defines it.
func (p *parsing) has(name string) (any, bool) {
	v, there := p.in[name]
	if !there {
		return nil, false
	}
	for i := range keywords {
		if k := &keywords[i]; k.name == name && k.in(p.s.draft) {
			return v, true
		}
	}
	return nil, false
}

// failed keeps the first error.
func (p *parsing) failed(err error) bool {
	if p.err == nil {
		p.err = err
	}
	return p.err != nil
}

// sub compiles a subschema by its pointer from here.
func (p *parsing) sub(further string) *Schema {
	s, err := p.c.schemaAt(p.d, p.at+further)
	p.failed(err)
	return s
}

func (p *parsing) schema(keyword string) *Schema {
	if _, there := p.has(keyword); !there {
		return nil
	}
	return p.sub("/" + keyword)
}

func (p *parsing) list(keyword string) []*Schema {
	v, _ := p.has(keyword)
	list, _ := v.([]any)
	out := make([]*Schema, len(list))
	for i := range list {
		out[i] = p.sub("/" + keyword + "/" + itoa(i))
	}
	return out
}

// ref compiles the target of a reference; a reference to its own resource stays there, whatever
// else has the same address.
func (p *parsing) ref(keyword string) *Schema {
	v, _ := p.has(keyword)
	text, ok := v.(string)
	if !ok {
		return nil
	}
	find := p.c.find
	if text == "" || text[0] == '#' {
		find = p.s.resource.find
	}
	d, pointer, err := find(resolved(p.s.resource.base, text))
	if p.failed(err) {
		return nil
	}
	s, err := p.c.schemaAt(d, pointer)
	p.failed(err)
	return s
}

func (p *parsing) general() {
	s := p.s
	if recursive := p.ref("$recursiveRef"); recursive != nil {
		s.RecursiveRef = recursive
	}
	if s.DynamicRef = p.ref("$dynamicRef"); s.DynamicRef != nil {
		_, fragment := split(p.in["$dynamicRef"].(string))
		value, _ := within(s.DynamicRef.resource.doc.value, Tokens(s.DynamicRef.At))
		if target, _ := value.(map[string]any); fragment != "" && target["$dynamicAnchor"] == fragment {
			s.dynamicName = fragment
		}
	}
	switch v, _ := p.has("type"); v := v.(type) {
	case string:
		s.Types = []string{v}
	case []any:
		s.Types = texts(v)
		slices.SortFunc(s.Types, func(a, b string) int { return slices.Index(typeOrder, a) - slices.Index(typeOrder, b) })
	}
	if v, there := p.has("const"); there {
		s.Const = &v
	}
	if v, _ := p.has("enum"); v != nil {
		s.Enum, _ = v.([]any)
	}
	if s.Format = p.text("format"); s.Format != "" {
		s.format = p.c.formatOf(s.Format)
	}
}

func texts(list []any) []string {
	out := make([]string, 0, len(list))
	for _, v := range list {
		if text, ok := v.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

func (p *parsing) text(keyword string) string {
	v, _ := p.has(keyword)
	text, _ := v.(string)
	return text
}

func (p *parsing) combined() {
	s := p.s
	s.Not = p.schema("not")
	s.AllOf, s.AnyOf, s.OneOf = p.list("allOf"), p.list("anyOf"), p.list("oneOf")
	if s.If = p.schema("if"); s.If != nil {
		s.Then, s.Else = p.schema("then"), p.schema("else")
	}
}

// number reads a bound.
func (p *parsing) number(keyword string) *Number {
	v, _ := p.has(keyword)
	n, ok := numberOf(v)
	if !ok {
		return nil
	}
	return &n
}

// count reads a length or count.
func (p *parsing) count(keyword string) *int {
	n := p.number(keyword)
	if n == nil {
		return nil
	}
	i := n.clamped()
	return &i
}

func (p *parsing) numbers() {
	s := p.s
	s.MultipleOf = p.number("multipleOf")
	s.Minimum, s.Maximum = p.number("minimum"), p.number("maximum")
	s.ExclusiveMinimum, s.ExclusiveMaximum = p.number("exclusiveMinimum"), p.number("exclusiveMaximum")
	if p.in["exclusiveMinimum"] == true && s.draft == draft4 {
		s.ExclusiveMinimum, s.Minimum = s.Minimum, nil
	}
	if p.in["exclusiveMaximum"] == true && s.draft == draft4 {
		s.ExclusiveMaximum, s.Maximum = s.Maximum, nil
	}
}

func (p *parsing) texts() {
	s := p.s
	s.MinLength, s.MaxLength = p.count("minLength"), p.count("maxLength")
	if _, there := p.has("pattern"); there {
		s.Pattern = p.pattern(p.text("pattern"))
	}
}

func (p *parsing) pattern(text string) Pattern {
	compiled, err := p.c.pattern(text)
	p.failed(err)
	return compiled
}

func (p *parsing) arrays() {
	s := p.s
	s.MinItems, s.MaxItems = p.count("minItems"), p.count("maxItems")
	unique, _ := p.has("uniqueItems")
	s.UniqueItems = unique == true
	if s.Contains = p.schema("contains"); s.Contains != nil {
		s.MinContains, s.MaxContains = p.count("minContains"), p.count("maxContains")
	}
	s.UnevaluatedItems = p.schema("unevaluatedItems")
	s.PrefixItems = p.list("prefixItems")
	if items, _ := p.in["items"].([]any); items != nil && s.draft < draft2020 {
		s.PrefixItems = p.list("items")
		s.Items, s.itemsKeyword = p.schema("additionalItems"), "additionalItems"
		return
	}
	s.Items = p.schema("items")
}

func (p *parsing) objects() {
	s := p.s
	s.MinProperties, s.MaxProperties = p.count("minProperties"), p.count("maxProperties")
	if v, _ := p.has("required"); v != nil {
		list, _ := v.([]any)
		s.Required = texts(list)
	}
	if v, _ := p.has("properties"); v != nil {
		object, _ := v.(map[string]any)
		s.Properties = make(map[string]*Schema, len(object))
		for name := range object {
			s.Properties[name] = p.sub(below("/properties", name))
		}
	}
	if v, _ := p.has("patternProperties"); v != nil {
		object, _ := v.(map[string]any)
		for _, text := range slices.Sorted(maps.Keys(object)) {
			s.patterns = append(s.patterns, patternSchema{p.pattern(text), p.sub(below("/patternProperties", text))})
		}
	}
	s.AdditionalProperties = p.schema("additionalProperties")
	s.UnevaluatedProperties = p.schema("unevaluatedProperties")
	s.PropertyNames = p.schema("propertyNames")
	for _, keyword := range []string{"dependencies", "dependentSchemas", "dependentRequired"} {
		p.depends(keyword)
	}
}

func (p *parsing) depends(keyword string) {
	v, _ := p.has(keyword)
	object, _ := v.(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(object)) {
		d := dependency{keyword: keyword, name: name}
		if list, ok := object[name].([]any); ok {
			d.required = texts(list)
		} else {
			d.schema = p.sub(below("/"+keyword, name))
		}
		p.s.dependencies = append(p.s.dependencies, d)
	}
	slices.SortStableFunc(p.s.dependencies, func(a, b dependency) int { return cmp.Compare(a.name, b.name) })
}
