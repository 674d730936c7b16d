package integration

import (
	"net/http/httptest"
	"testing"

	"github.com/mccutchen/go-httpbin/v2/httpbin"
)

func TestHTTPBin(t *testing.T) {
	server := httptest.NewServer(httpbin.New())
	defer server.Close()
	verdicts(t, "testdata/httpbin.suite.yaml", server.URL)
}
