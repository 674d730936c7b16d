package jsonschema

// pending holds the schemas being compiled, and those compiled meanwhile that refer to one of them:
// if that one fails, they are unusable too. These are the open components of Tarjan's algorithm
// (https://doi.org/10.1137/0201010), so that the work grows with the number of schemas alone.
type pending struct {
	stack  []string       // addresses, in the order in which they were begun
	index  map[string]int // of an address in stack
	lowest int            // the lowest index that the schema being compiled refers to
}

// begin adds a schema. It returns the state of the schema around it, for end.
func (p *pending) begin(at string) (outer int) {
	outer = p.lowest
	p.lowest = len(p.stack)
	p.index[at] = p.lowest
	p.stack = append(p.stack, at)
	return outer
}

// refer records that the schema being compiled refers to a known one.
func (p *pending) refer(at string) {
	if i, ok := p.index[at]; ok {
		p.lowest = min(p.lowest, i)
	}
}

// end ends what begin began. If that failed, it returns the schemas that depend on it, itself among
// them.
func (p *pending) end(at string, outer int, failed bool) (unusable []string) {
	i, lowest := p.index[at], p.lowest
	p.lowest = min(outer, lowest)
	if !failed && lowest < i {
		return nil // one of the enclosing schemas decides
	}
	for _, done := range p.stack[i:] {
		delete(p.index, done)
		if failed {
			unusable = append(unusable, done)
		}
	}
	p.stack = p.stack[:i]
	return unusable
}
