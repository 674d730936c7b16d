package mutate

import (
	"net/http"
	"slices"

	"assay/runner/internal/exchange"
)

// status makes responses with other statuses: neighboring ones, one of another class, 200 for an
// error and 500 for a success.
func (m *making) status() {
	reported := []int{m.o.Status}
	if r := m.o.Reported; r != nil && len(r.StatusAny) > 0 {
		reported = r.StatusAny
	}
	first := reported[0]
	if first < 100 {
		first = http.StatusOK // the source did not report it
	}
	made := slices.Clone(reported)
	add := func(op *Operator, status int) {
		if slices.Contains(made, status) {
			return
		}
		made = append(made, status)
		m.add(op, Part{kind: statusPart}, func(o *exchange.Observation) { setStatus(o, status) })
	}
	for _, s := range reported {
		if s < 100 {
			s = first
		}
		if s%100 > 0 {
			add(statusNeighbour, s-1)
		}
		add(statusNeighbour, s+1)
		add(statusNeighbour, usual(s))
	}
	if first < 400 {
		add(statusClass, http.StatusNotFound)
		add(statusError, http.StatusInternalServerError)
		return
	}
	add(statusOK, http.StatusOK)
	if first < 500 {
		add(statusClass, http.StatusServiceUnavailable)
		return
	}
	add(statusClass, http.StatusForbidden)
}

// usual returns the status that an API is most likely to send instead of one in the same class.
func usual(status int) int {
	switch {
	case status == http.StatusNotFound:
		return http.StatusUnauthorized
	case status >= 500:
		return http.StatusInternalServerError
	case status >= 400:
		return http.StatusNotFound
	case status >= 300:
		return http.StatusFound
	}
	return http.StatusNoContent
}

// setStatus gives o a single status, even if its source reported several.
func setStatus(o *exchange.Observation, status int) {
	o.Status, o.Reason = status, http.StatusText(status)
	if o.Reported != nil && len(o.Reported.StatusAny) > 0 {
		known := *o.Reported
		known.Status, known.StatusAny = true, nil
		o.Reported = &known
	}
}
