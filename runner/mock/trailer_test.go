package mock_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/mock"
)

func TestTrailersAreServed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.fixture")
	const text = `### t
> GET http://127.0.0.1:1/t

### t response
# trailer: X-More: a
# trailer: X-More: b
# trailer: X-Sum: 42
< HTTP/1.1 200 OK
Content-Length: 2

{}
`
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	recorded, err := mock.Open(path, mock.Options{AnyHost: true})
	if err != nil {
		t.Fatal(err)
	}
	plain := httptest.NewServer(recorded)
	t.Cleanup(plain.Close)
	secure := httptest.NewUnstartedServer(recorded)
	secure.EnableHTTP2 = true
	secure.StartTLS()
	t.Cleanup(secure.Close)
	for _, d := range []struct {
		name, base, proto string
		client            *http.Client
	}{
		{"HTTP/1.1", plain.URL, "HTTP/1.1", plain.Client()},
		{"HTTP/2", secure.URL, "HTTP/2.0", secure.Client()},
		{"RoundTripper", "http://127.0.0.1:1", "HTTP/1.1", recorded.Client()},
	} {
		resp, err := d.client.Get(d.base + "/t")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(body) != "{}" || err != nil || resp.Proto != d.proto {
			t.Errorf("%s: got %q over %s, %v", d.name, body, resp.Proto, err)
		}
		want := http.Header{"X-More": {"a", "b"}, "X-Sum": {"42"}}
		if diff := cmp.Diff(want, resp.Trailer); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", d.name, diff)
		}
	}

	fault, err := mock.Open(path, mock.Options{AnyHost: true, Faults: []mock.Fault{{Cut: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := fault.Client().Get("http://127.0.0.1:1/t")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadAll(resp.Body); err == nil || len(resp.Trailer) > 0 {
		t.Errorf("a body that is cut has the trailers %v, error %v", resp.Trailer, err)
	}
}
