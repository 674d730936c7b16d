package exchange_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
)

// A parsed body that was forgotten is read again, also while others still use it.
func TestForget(t *testing.T) {
	sample := &exchange.Observation{Body: []byte(`{"a": [1]}`)}
	o := &exchange.Observation{Body: []byte(`{"a": [1]}`), Samples: []*exchange.Observation{sample}}
	type parsed = map[string]any
	var before [2]parsed
	for i, one := range []*exchange.Observation{o, sample} {
		v, err := one.JSON()
		if err != nil {
			t.Fatal(err)
		}
		before[i] = v.(parsed)
	}
	o.Forget()
	for i, one := range []*exchange.Observation{o, sample} {
		v, err := one.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before[i], v.(parsed)); diff != "" {
			t.Errorf("(-before +after):\n%s", diff)
		}
		if v.(parsed)["b"] = true; before[i]["b"] != nil {
			t.Errorf("observation %d: the parsed form was kept", i)
		}
		if string(one.Text()) != string(one.Body) {
			t.Errorf("observation %d: text %s", i, one.Text())
		}
	}
}

// What is known of a body is not told of another one that comes in the place of its observation,
// and stays where a second observation shares it.
func TestGiveBack(t *testing.T) {
	body := func(text string) *exchange.Observation {
		o := exchange.NewObservation()
		o.Body = []byte(text)
		if v, err := o.JSON(); err != nil || cmp.Diff([]any{text[1:2] == "t"}, v) != "" {
			t.Errorf("%s is read as %v, error %v", text, v, err)
		}
		return o
	}
	for range 3 { // the place may be another one
		body("[true]").GiveBack()
		old := body("[false]")
		sharing := &exchange.Observation{Body: []byte("[false]")}
		sharing.Share(old)
		old.GiveBack()
		body("[true]").GiveBack()
		if v, err := sharing.JSON(); err != nil || cmp.Diff([]any{false}, v) != "" {
			t.Errorf("the shared body is read as %v, error %v", v, err)
		}
	}
}
