package mutate_test

import (
	"reflect"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/mutate"
)

// Mutants of any recording differ from it, and their tree and their text agree.
func FuzzMutants(f *testing.F) {
	for _, body := range []string{
		`{"a": [1, {"b": null}], "a b": "x", "": true}`, `[ ]`, `{}`, `""`, `[[[1]]]`, ` [1 , 1,2 ] `, `{"a":1,"a":2}`, `12`, `nope`, "\xff\xfe{",
		"data: a\n\ndata: b\ndata: c\n\n: x\n\ndata: [DONE]\n\n", "id: 1\ndata: a\n\ndata\n\n", "{}\n\ndata: x", `{"é":"\u00e9\ud83d\ude00"}`, `1e999`, `-0`, "0\f", "[0]\u00a0",
	} {
		f.Add([]byte(body), 200, "application/json", false)
		f.Add([]byte(body), 429, "text/event-stream", true)
	}
	f.Fuzz(func(t *testing.T, body []byte, status int, contentType string, stream bool) {
		o := &exchange.Observation{
			Status: status, Header: exchange.Header{{Name: "Content-Type", Value: contentType}, {Name: "content-type", Value: ""}},
			Body: body, Size: int64(len(body)), Duration: time.Second,
		}
		if stream {
			p := sse.NewParser(func() time.Duration { return time.Millisecond })
			if _, err := p.Write(body); err != nil {
				t.Fatal(err)
			}
			o.Stream = p.Close("")
		}
		before := facts(o)
		n := 0
		for m := range mutate.Mutants(o) {
			if n++; n > 2000 {
				break
			}
			changed := m.Of(o)
			if reflect.DeepEqual(before, facts(changed)) {
				t.Fatalf("%s: it is what it was made of", name(o, m))
			}
			tree, treeErr := changed.JSON()
			text, textErr := exchange.ParseJSON(changed.Text())
			if (treeErr == nil) != (textErr == nil) || treeErr == nil && !reflect.DeepEqual(tree, text) {
				t.Fatalf("%s: the tree is %v (%v), the text %q (%v)", name(o, m), tree, treeErr, changed.Body, textErr)
			}
		}
		if !reflect.DeepEqual(before, facts(o)) {
			t.Fatal("the recorded answer is not what it was")
		}
	})
}
