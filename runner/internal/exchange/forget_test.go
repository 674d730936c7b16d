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
