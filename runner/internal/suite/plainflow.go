package suite

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// flowMap reads a map in braces that end on the line, and returns the offset after it; nil if it is
// not plain.
func (p *plain) flowMap(at int) (*yaml.Node, int) {
	return p.flow(p.node(yaml.MappingNode, "!!map", at), at, '}', (*plain).flowPair)
}

// flowPair reads a key with its value.
func (p *plain) flowPair(at int) int {
	key, end := p.flowScalar(at)
	if key, end = p.colon(key, at, end); key == nil {
		return 0
	}
	value, end := p.flowValue(p.skip(end))
	if value == nil {
		return 0
	}
	p.room.open = append(p.room.open, key, value)
	return end
}

// flowList reads a list in brackets likewise.
func (p *plain) flowList(at int) (*yaml.Node, int) {
	return p.flow(p.node(yaml.SequenceNode, "!!seq", at), at, ']', (*plain).flowItem)
}

// flowItem reads an item of a list.
func (p *plain) flowItem(at int) int {
	item, end := p.flowValue(at)
	if item == nil {
		return 0
	}
	p.room.open = append(p.room.open, item)
	return end
}

// flow reads the entries of a flow collection n, each by one, which returns the offset after it; 0
// if they are not plain.
func (p *plain) flow(n *yaml.Node, at int, closing byte, one func(p *plain, at int) int) (*yaml.Node, int) {
	if !p.enter() {
		return nil, 0
	}
	defer p.leave()
	n.Style = yaml.FlowStyle
	since := len(p.room.open)
	at = p.skip(at + 1)
	if at < p.end && p.text[at] == closing {
		return n, at + 1
	}
	for at < p.end {
		if at = one(p, at); at == 0 {
			return nil, 0
		}
		switch at = p.skip(at); {
		case at == p.end:
			return nil, 0
		case p.text[at] == closing:
			n.Content = p.room.close(since)
			return n, at + 1
		case p.text[at] != ',':
			return nil, 0
		}
		at = p.skip(at + 1)
	}
	return nil, 0
}

// flowValue reads a value of a flow collection.
func (p *plain) flowValue(at int) (*yaml.Node, int) {
	if at == p.end {
		return nil, 0
	}
	switch p.text[at] {
	case '{':
		return p.flowMap(at)
	case '[':
		return p.flowList(at)
	}
	return p.flowScalar(at)
}

// flowScalar reads a scalar of a flow collection.
func (p *plain) flowScalar(at int) (*yaml.Node, int) {
	if c := p.text[at]; c == '"' || c == '\'' {
		return p.quoted(at)
	}
	if !p.starts(at) {
		return nil, 0
	}
	end := at
	for i := at; i < p.end; i++ {
		switch c := p.text[i]; {
		case c == ',' || c == ']' || c == '}':
			return p.scalar(at, end), end
		case c == ':' && i+1 < p.end && p.text[i+1] == ' ':
			return p.scalar(at, end), end
		case c == ':' && (i+1 == p.end || strings.IndexByte(",[]{}", p.text[i+1]) >= 0),
			c == '[', c == '{', c == '#' && p.text[i-1] == ' ':
			return nil, 0
		case c != ' ':
			end = i + 1
		}
	}
	return nil, 0
}
