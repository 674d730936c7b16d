package expect_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// TestOpenAPICoverage counts the responses of each operation by the document's responses; those
// that it does not describe are counted separately.
func TestOpenAPICoverage(t *testing.T) {
	refused := typed("https://shop.example/v2/products", 0, "", "")
	refused.Failure = &exchange.Failure{Kind: exchange.Refused}
	repeated := samples(200, 500, 0)
	repeated.Request = &exchange.Request{Method: "get", URL: "http://127.0.0.1:99/products?page=2"}
	observed := []*exchange.Observation{
		richAnswers["product"](), richAnswers["moved"](), richAnswers["problem"](), richAnswers["best"](),
		richAnswers["teapot"](), richAnswers["nowhere"](), richAnswers["stream"](), refused, repeated, nil,
		{Missing: exchange.Missing{Kind: exchange.NeverRecorded, Detail: "never recorded"}},
	}
	got, err := expect.OpenAPICoverage(richDir+"/shop.yaml", expect.NewShared(), observed)
	if err != nil {
		t.Fatal(err)
	}
	want := []expect.OperationCoverage{
		{ID: "watch", Method: "GET", Path: "/events", Statuses: []expect.StatusCoverage{{Status: "200", Answers: 1}, {Status: "204"}}},
		{ID: "listProducts", Method: "GET", Path: "/products", Statuses: []expect.StatusCoverage{{Status: "200", Answers: 1}}, Undocumented: []int{418, 500}},
		{ID: "bestProduct", Method: "GET", Path: "/products/best", Statuses: []expect.StatusCoverage{{Status: "default", Answers: 1}}},
		{ID: "getProduct", Method: "GET", Path: "/products/{id}", Statuses: []expect.StatusCoverage{{Status: "200", Answers: 2}, {Status: "4XX", Answers: 1}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestOpenAPICoverageOfNoDocument says why a file is not an OpenAPI document.
func TestOpenAPICoverageOfNoDocument(t *testing.T) {
	_, err := expect.OpenAPICoverage(richDir+"/swagger.yaml", expect.NewShared(), nil)
	if err == nil || !strings.Contains(err.Error(), "Swagger 2.0") {
		t.Errorf("got %v, want an error that names Swagger 2.0", err)
	}
}
