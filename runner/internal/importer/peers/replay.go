package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"

	gocmp "github.com/google/go-cmp/cmp"

	"assay/runner/mock"
)

// replayed is a request of a file, and what a tool that replays the file answers; nil if it does
// not.
type replayed struct {
	Request struct {
		Method, URL string
		Headers     map[string]string
		Body        []byte
	}
	Answer *replay
}

// replay is an answer without the fields of its transport.
type replay struct {
	Status  int
	Headers [][2]string
	Body    []byte
}

// plain returns the answer in one spelling.
func (r *replay) plain() *replay {
	if r == nil {
		return nil
	}
	out := &replay{Status: r.Status, Body: r.Body}
	for _, h := range r.Headers {
		switch name := strings.ToLower(h[0]); name {
		case "content-length", "transfer-encoding", "content-encoding", "connection", "date", "keep-alive":
		default:
			for value := range strings.SplitSeq(h[1], "\n") {
				out.Headers = append(out.Headers, [2]string{name, value})
			}
		}
	}
	slices.SortFunc(out.Headers, func(a, b [2]string) int { return strings.Compare(a[0]+a[1], b[0]+b[1]) })
	return out
}

// replays describes how the answers of the fixture that an import wrote differ from a tool's, ""
// if they do not.
func replays(ctx context.Context, dir string, all []replayed) (string, error) {
	if len(all) == 0 {
		return "", nil
	}
	handler := http.NotFoundHandler()
	recorded, err := mock.Open(filepath.Join(dir, "made.fixture"), mock.Options{})
	switch {
	case err == nil:
		handler = recorded
	case !errors.Is(err, os.ErrNotExist):
		return "", err
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	var theirs, ours []*replay
	for _, one := range all {
		answer, err := asked(ctx, server.URL, one)
		if err != nil {
			return "", err
		}
		theirs, ours = append(theirs, one.Answer.plain()), append(ours, answer.plain())
	}
	return gocmp.Diff(theirs, ours), nil
}

// asked asks a server what a file has; nil if it answers that nothing was recorded.
func asked(ctx context.Context, address string, one replayed) (*replay, error) {
	_, rest, _ := strings.Cut(one.Request.URL, "://")
	path := "/"
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		path = rest[i:]
	}
	request, err := http.NewRequestWithContext(ctx, one.Request.Method, address+path, bytes.NewReader(one.Request.Body))
	if err != nil {
		return nil, err
	}
	for name, value := range one.Request.Headers {
		if !strings.EqualFold(name, "Content-Length") {
			request.Header.Set(name, value)
		}
	}
	request.Header.Set("Accept-Encoding", "identity")
	response, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(request)
	if err != nil {
		return nil, nil //nolint:nilerr // a recorded failure
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body) // a body that the file does not hold ends early
	if response.StatusCode == http.StatusNotImplemented || response.StatusCode == http.StatusNotFound && bytes.HasPrefix(body, []byte("404 page")) {
		return nil, nil
	}
	out := &replay{Status: response.StatusCode, Body: body}
	for name, values := range response.Header {
		for _, value := range values {
			out.Headers = append(out.Headers, [2]string{name, value})
		}
	}
	return out, nil
}
