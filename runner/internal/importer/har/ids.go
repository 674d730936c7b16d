package har

import (
	"encoding/json"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/origin"
	"assay/runner/internal/value"
)

// given is an id in the answer to a probe, by its text.
type given struct {
	probe *importer.Probe
	path  string // of the request
	key   string
	at    value.Path
}

// mostGiven limits the ids of one text: later ones are rarely meant.
const mostGiven = 16

// gives records a member that a later path may name: a number or a text of digits and letters.
func (r *reader) gives(p *importer.Probe, path string, n *jsontree.Node, at value.Path) {
	var text string
	switch v := n.Value.(type) {
	case string:
		text = v
	case json.Number:
		text = v.String()
	}
	if text == "" || strings.ContainsAny(text, "/?#%&=+ .") || len(r.given[text]) == mostGiven {
		return
	}
	r.given[text] = append(r.given[text], given{probe: p, path: path, key: n.Key, at: at})
}

// pathIDs puts captures into the segments of a path that an earlier answer gave: the id of what a
// collection made or listed (POST /orders, then /orders/777), and a member named after the segment
// in front ("order" or "order_id").
func (r *reader) pathIDs(p *importer.Probe) {
	asked, rest := origin.Split(p.URL)
	path, query, ok := strings.Cut(rest, "?")
	if ok {
		query = "?" + query
	}
	segments := strings.Split(path, "/")
	for i := 2; i < len(segments); i++ {
		before := asked + strings.Join(segments[:i], "/")
		for _, g := range r.given[segments[i]] {
			if g.names(before, segments[i-1]) {
				segments[i] = r.Capture(g.probe, g.key, importer.MapOf("json", g.at.String()))
				break
			}
		}
	}
	p.URL = asked + strings.Join(segments, "/") + query
}

// names reports whether a member is the id of what a path leads to: its collection is the request's
// own, or the member has the collection's name.
func (g given) names(collection, last string) bool {
	stem := strings.TrimRight(strings.TrimSuffix(strings.ToLower(g.key), "id"), "_-")
	if stem == "" {
		return g.path == collection
	}
	last = strings.ToLower(last)
	return last == stem || last == stem+"s" || last == stem+"es" || strings.HasSuffix(stem, "y") && last == strings.TrimSuffix(stem, "y")+"ies"
}
