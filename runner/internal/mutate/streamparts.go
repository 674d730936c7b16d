package mutate

import (
	"encoding/json"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/value"
)

// parts are the texts at one place of a stream's events that come in pieces, with an index
// next to each: the arguments of parallel calls of tools.
type parts struct {
	path, by string // shapes: "$.delta.partial_json", "$.index"; by "": one text
	texts    []*pieced
	known    map[string]*pieced // by index
}

// pieced is one text, and where its pieces are.
type pieced struct {
	text    strings.Builder
	pieces  int       // that are not empty
	last    pieceAt   // of these
	indexes []pieceAt // next to every piece
}

// pieceAt is a place in the data of an event.
type pieceAt struct {
	event int
	node  *value.Node
}

// isIndex reports whether a member distinguishes parts.
func isIndex(n *value.Node) bool {
	_, number := n.Value.(json.Number)
	return number && (n.Key == "index" || strings.HasSuffix(n.Key, "_index"))
}

// indexOf returns the index of a part: that of the nearest object around it which has one.
func indexOf(n *value.Node) *value.Node {
	for up := n.Up; up != nil; up = up.Up {
		for _, member := range up.Items {
			if isIndex(member) {
				return member
			}
		}
	}
	return nil
}

// partsOf returns the texts in parts that are JSON objects or arrays once they are put together.
func partsOf(s *exchange.Stream) []*parts {
	var all []*parts
	known := map[string]*parts{}
	for i := range s.Events {
		root, err := parseTree([]byte(s.Events[i].Data))
		if err != nil {
			continue
		}
		root.Walk(func(n *value.Node) {
			text, ok := n.Value.(string)
			if !ok {
				return
			}
			by, path, index := "", shapeOf(n), indexOf(n)
			if index != nil {
				by = shapeOf(index)
			}
			p := known[path+" "+by]
			if p == nil {
				p = &parts{path: path, by: by, known: map[string]*pieced{}}
				known[path+" "+by] = p
				all = append(all, p)
			}
			p.add(index, text, pieceAt{i, n})
		})
	}
	return slices.DeleteFunc(all, func(p *parts) bool { return !p.isJSON() })
}

// add adds a piece with the index next to it, nil if there is none.
func (p *parts) add(index *value.Node, text string, at pieceAt) {
	name := ""
	if index != nil {
		name = flow(index.Value)
	}
	one := p.known[name]
	if one == nil {
		one = &pieced{}
		p.known[name] = one
		p.texts = append(p.texts, one)
	}
	one.text.WriteString(text)
	if n := len(one.indexes); index != nil && (n == 0 || one.indexes[n-1].node != index) {
		one.indexes = append(one.indexes, pieceAt{at.event, index})
	}
	if text != "" {
		one.pieces++
		one.last = at
	}
}

// isJSON reports whether each text is JSON, and some of them comes in several pieces.
func (p *parts) isJSON() bool {
	several := false
	for _, one := range p.texts {
		if _, ok := cutJSON(one.text.String()); !ok {
			return false
		}
		several = several || one.pieces > 1
	}
	return several || len(p.texts) > 1
}

// candidates are expectations about the texts: each is JSON, and how many there are.
func (p *parts) candidates() [][]pair {
	if p.by == "" {
		return [][]pair{one("stream", one("joined", []pair{{"path", p.path}, {"is", one("parsed", true)}}))}
	}
	joined := []pair{{"path", p.path}, {"by", p.by}, {"each", one("parsed", true)}}
	return [][]pair{
		one("stream", one("joined", joined)),
		one("stream", one("joined", append(joined, pair{"is", one("length", len(p.texts))}))),
	}
}

// streamParts gives parts the index of others, and cuts short what parts give together.
func (m *making) streamParts(messages int) {
	of := *m.o.Stream
	of.Events = of.Events[:messages]
	for _, p := range partsOf(&of) {
		m.melted(p)
		for _, one := range p.texts {
			if one.pieces < 2 {
				continue
			}
			text, _ := one.last.node.Value.(string)
			cut := strings.ToValidUTF8(text[:len(text)/2], "")
			m.add(streamText, Part{kind: eventPart, node: one.last.node}, m.events(func(t *tape) {
				t.put(one.last, quoted(cut))
			}))
		}
	}
}

// melted gives the last piece, and all of them, the index of the first text.
func (m *making) melted(p *parts) {
	if p.by == "" || len(p.texts) < 2 {
		return
	}
	first := flow(p.texts[0].indexes[0].node.Value)
	var others []pieceAt
	for _, one := range p.texts[1:] {
		others = append(others, one.indexes...)
	}
	m.reindexed(first, others[len(others)-1:])
	if len(others) > 1 {
		m.reindexed(first, others)
	}
}

func (m *making) reindexed(index string, places []pieceAt) {
	m.add(streamIndex, Part{kind: eventPart, node: places[0].node}, m.events(func(t *tape) {
		for _, at := range slices.Backward(places) { // the offsets of earlier ones stay
			t.put(at, index)
		}
	}))
}

// put writes another value at a place.
func (t *tape) put(at pieceAt, text string) {
	data := t.stream.Events[at.event].Data
	t.write(at.event, data[:at.node.From]+text+data[at.node.To:])
}
