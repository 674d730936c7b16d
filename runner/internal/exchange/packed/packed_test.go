package packed_test

import (
	"bytes"
	"encoding/gob"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/packed"
)

// sent returns observations as another process gets them.
func sent(t *testing.T, all ...*exchange.Observation) (packed.Observations, []*exchange.Observation) {
	t.Helper()
	p, err := packed.Of(all)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(p); err != nil {
		t.Fatal(err)
	}
	var got packed.Observations
	if err := gob.NewDecoder(&b).Decode(&got); err != nil {
		t.Fatal(err)
	}
	out, err := got.All()
	if err != nil {
		t.Fatal(err)
	}
	return p, out
}

// response is what most observations are.
func response() *exchange.Observation {
	at := time.Date(2026, 3, 1, 12, 0, 0, 7, time.UTC)
	return &exchange.Observation{
		Probe: "order", Status: 200, Reason: "OK", Proto: "HTTP/1.1", Body: []byte("{}"), Size: 2, SHA256: "ab", Sent: at, Duration: 5, FirstByte: 3, Attempts: 1,
		Header:     exchange.Header{{Name: "A", Value: "1"}, {Name: "B", Value: "1"}},
		TLS:        &exchange.TLS{Version: "1.3", NotAfter: at},
		Provenance: exchange.Provenance{Kind: "live", At: at, From: "https://a.example"},
		Masking:    &exchange.Masking{Masked: []string{"key"}},
	}
}

var exported = cmpopts.IgnoreUnexported(exchange.Observation{})

// Every field of an observation arrives, alone and with the others, and so does that of a sample.
func TestEveryFieldArrives(t *testing.T) {
	of := reflect.TypeFor[exchange.Observation]()
	for i := range of.NumField() {
		field := of.Field(i)
		if !field.IsExported() || field.Name == "Request" {
			continue
		}
		for _, o := range []*exchange.Observation{{}, response()} {
			fill(reflect.ValueOf(o).Elem().Field(i), 3)
			outer := &exchange.Observation{Status: 1, Samples: []*exchange.Observation{o.Copy()}}
			outer.Samples[0].Captured = nil // samples have none
			_, got := sent(t, response(), o, outer)
			if diff := cmp.Diff([]*exchange.Observation{response(), o, outer}, got, exported); diff != "" {
				t.Errorf("%s does not arrive (-sent +got):\n%s", field.Name, diff)
			}
		}
	}
}

// fill sets a value, and what is in it, to something that is not zero.
func fill(v reflect.Value, depth int) {
	if depth == 0 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("text")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint8:
		v.SetUint(8)
	case reflect.Float64:
		v.SetFloat(1.5)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth-1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth-1)
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]any{"text": "x", "null": nil, "list": []any{true}}))
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Type().Field(i).Name != "Request" {
				fill(v.Field(i), depth-1)
			}
		}
	}
}

// What many responses have in common is there once, and a time that numbers do not reach arrives,
// too.
func TestManyResponses(t *testing.T) {
	one, early := response(), response()
	early.Sent = time.Date(1066, 10, 14, 0, 0, 0, 0, time.UTC)
	same := *one.Masking
	other := response()
	other.Masking = &same
	p, got := sent(t, one, one, early, other)
	if diff := cmp.Diff([]*exchange.Observation{one, one, early, other}, got, exported); diff != "" {
		t.Error(diff)
	}
	if len(p.Texts) > 12 || len(p.TLS) != 1 || len(p.Masking) != 2 || got[0].Masking != got[1].Masking {
		t.Errorf("%d texts %q, %d TLS, %d maskings", len(p.Texts), p.Texts, len(p.TLS), len(p.Masking))
	}
}

// Whatever is damaged, reading it is an error or gives other observations, and never panics.
func TestDamaged(t *testing.T) {
	whole, err := packed.Of([]*exchange.Observation{response(), {Probe: "p", Failure: &exchange.Failure{}}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole.Numbers {
		for _, n := range []byte{1, 6, 0x7f, 0xff} {
			damaged := whole
			damaged.Numbers = bytes.Clone(whole.Numbers)
			damaged.Numbers[i] = n
			_, _ = damaged.All()
		}
		cut := whole
		if cut.Numbers = whole.Numbers[:i]; i > 0 {
			if got, err := cut.All(); err == nil && len(got) == 2 {
				t.Errorf("%d of %d numbers are two observations", i, len(whole.Numbers))
			}
		}
	}
	for name, damage := range map[string]func(*packed.Observations){
		"no texts":               func(p *packed.Observations) { p.Texts = nil },
		"no body":                func(p *packed.Observations) { p.Bodies = nil },
		"no TLS":                 func(p *packed.Observations) { p.TLS = nil },
		"no maskings":            func(p *packed.Observations) { p.Masking = nil },
		"no rest":                func(p *packed.Observations) { p.Rest = nil },
		"one of them twice":      func(p *packed.Observations) { p.Numbers = []byte{2, 2} },
		"captures of a third":    func(p *packed.Observations) { p.Captured = map[int][]byte{2: []byte("{}")} },
		"captures that are text": func(p *packed.Observations) { p.Captured = map[int][]byte{0: []byte("{")} },
	} {
		damaged := whole
		damage(&damaged)
		if _, err := damaged.All(); err == nil {
			t.Errorf("%s: it is read", name)
		}
	}
}
