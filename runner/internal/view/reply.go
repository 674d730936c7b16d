package view

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"assay/runner/internal/crash"
	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// mostAsked is the maximum size in bytes of a request's body: a run names each of its findings.
const mostAsked = 8 << 20

// refusal is why something is not done.
type refusal struct {
	status  int
	Message string `json:"message"`
	Next    string `json:"next,omitempty"`
}

func (r *refusal) Error() string { return r.Message }

// refused is a refusal of what the request asks for.
func refused(next, format string, args ...any) *refusal {
	return &refusal{http.StatusUnprocessableEntity, fmt.Sprintf(format, args...), next}
}

// answers makes a handler of what answers JSON. Secrets are masked once more.
func (s *Server) answers(do func(r *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, mostAsked)
		var out any
		err := crash.Try(func() (err error) {
			out, err = do(r)
			return err
		})
		status := http.StatusOK
		if err != nil {
			why := &refusal{status: http.StatusUnprocessableEntity, Message: report.Printable(err.Error())}
			if fell := (*crash.Crash)(nil); errors.As(err, &fell) {
				why.status = http.StatusInternalServerError
			}
			_ = errors.As(err, &why)
			status, out = why.status, why
		}
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		if err := e.Encode(out); err != nil {
			status = http.StatusInternalServerError
			_ = e.Encode(refusal{Message: err.Error()}) // strings always have an encoding
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, s.o.Run.Masks.String(b.String()))
	}
}

// asked reads the body of a request.
func asked[T any](r *http.Request) (T, error) {
	var in T
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return in, &refusal{http.StatusBadRequest, "the request does not read: " + err.Error(), "load the page again"}
	}
	return in, nil
}

// plain answers with a text for people.
func plain(w http.ResponseWriter, status int, why, next string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, "assay view: %s\n%s\n", why, next)
}

// quoted is a value of a request in a message.
func quoted(s string) string { return strconv.Quote(text.Cut(s, 100)) }
