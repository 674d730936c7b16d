package xml

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/values"
)

// XPath is a compiled XPath 1.0 expression over XML and HTML bodies, to take a value from a
// response. It may be used from many goroutines.
type XPath struct{ path *xPath }

// NewXPath compiles an expression; the error says why it is invalid.
func NewXPath(text string) (*XPath, error) {
	p, err := parseXPath(text)
	if err != nil {
		return nil, err
	}
	return &XPath{p}, nil
}

// Values returns the result of the expression for o's body: the text of each selected node, or one
// json.Number, string or bool that it computes; nothing for NaN. A body that is neither XML nor
// HTML is an error.
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
