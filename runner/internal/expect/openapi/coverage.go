package openapi

import (
	"slices"
	"strconv"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/compile"
)

// OperationCoverage is the coverage of one operation of an OpenAPI document by observations.
type OperationCoverage struct {
	ID     string // operation id; "" if it has none
	Method string
	Path   string // as documented: "/products/{id}"
	// Statuses are the documented ones ("200", "4XX", "default") with the number of responses that
	// each covers, sorted.
	Statuses []StatusCoverage
	// Undocumented are the undocumented statuses received, ascending.
	Undocumented []int
}

// StatusCoverage is the number of responses with a documented status.
type StatusCoverage struct {
	Status  string
	Answers int
}

// Coverage returns the operations and statuses of the document at path that the observations
// covered, ordered by path and method. It ignores observations without a response, or of
// undocumented operations. The error says why the document is invalid.
func Coverage(path string, shared *compile.Shared, obs []*exchange.Observation) ([]OperationCoverage, error) {
	doc, err := documentOf(shared, path)
	if err != nil {
		return nil, err
	}
	out := make([]OperationCoverage, len(doc.operations))
	index := make(map[*apiOperation]*OperationCoverage, len(out))
	for i, op := range doc.operations {
		out[i] = OperationCoverage{ID: op.id, Method: op.method, Path: op.path}
		for _, status := range sortedKeys(op.responses) {
			out[i].Statuses = append(out[i].Statuses, StatusCoverage{Status: status})
		}
		index[op] = &out[i]
	}
	for _, o := range obs {
		if !o.Known() || o.Request == nil {
			continue
		}
		op := doc.routes.find(o.Request.Method, o.Request.URL)
		if counts := index[op]; counts != nil { // it may be one that cannot be read
			for _, sample := range samplesOf(o) {
				counts.count(op, sample)
			}
		}
	}
	return out, nil
}

// samplesOf returns the samples of a repeat; for a probe without one, its only response.
func samplesOf(o *exchange.Observation) []*exchange.Observation {
	if len(o.Samples) == 0 {
		return []*exchange.Observation{o}
	}
	return o.Samples
}

func (c *OperationCoverage) count(op *apiOperation, o *exchange.Observation) {
	if !o.Known() || o.Reported != nil && !o.Reported.Status {
		return
	}
	status := op.documented(strconv.Itoa(o.Status))
	for i := range c.Statuses {
		if c.Statuses[i].Status == status {
			c.Statuses[i].Answers++
			return
		}
	}
	at, there := slices.BinarySearch(c.Undocumented, o.Status)
	if !there {
		c.Undocumented = slices.Insert(c.Undocumented, at, o.Status)
	}
}
