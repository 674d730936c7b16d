package xml

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/values"
)

// XPath is a compiled XPath 1.0 expression over XML and HTML bodies, for taking a
// value out of an answer. It may be used from many goroutines.
type XPath struct{ path *xPath }

// NewXPath compiles an expression; the error says why it is none.
func NewXPath(text string) (*XPath, error) {
	p, err := parseXPath(text)
	if err != nil {
		return nil, err
	}
	return &XPath{p}, nil
}

// Values is what the expression gives for o's body: the text of each node that it
// selects, or the one json.Number, string or bool that it computes; none for a number
// that is none. A body that is neither XML nor HTML is an error.
func (x *XPath) Values(o *exchange.Observation) ([]any, error) {
	doc, err := parseMarkup(o)
	if err != nil {
		return nil, err
	}
	v, err := x.path.value(doc)
	switch v := v.(type) {
	case values.Nodes:
		return v, err
	default:
		if err != nil || v == values.Missing {
			return nil, err
		}
		return []any{v}, nil
	}
}
