package exchange_test

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"
	"testing"
	"time"

	"assay/runner/internal/exchange"
)

// Every field of an observation is compared but those that no expectation reads: a new one too.
func TestSameComparesWhatIsJudged(t *testing.T) {
	unread := []string{"Provenance", "Attempts", "GaveUp", "Shared"}
	base := func() *exchange.Observation {
		return &exchange.Observation{Body: []byte("{}"), Size: 2, Header: exchange.Header{{Name: "A", Value: "b"}}}
	}
	if !base().Same(base()) {
		t.Fatal("equal observations are not the same")
	}
	of := reflect.TypeFor[exchange.Observation]()
	for i := range of.NumField() {
		name := of.Field(i).Name
		if name == "memo" {
			continue
		}
		o := base()
		field := reflect.ValueOf(o).Elem().Field(i)
		field.Set(other(t, field.Type()))
		if got, want := base().Same(o) || o.Same(base()), slices.Contains(unread, name); got != want {
			t.Errorf("another %s: the same %t, want %t", name, got, want)
		}
	}
}

// other returns a value of a type that is not its zero value, nor that of a field of the base.
func other(t *testing.T, of reflect.Type) reflect.Value {
	t.Helper()
	v := reflect.New(of).Elem()
	switch of.Kind() {
	case reflect.String:
		v.SetString("other")
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint(7)
	case reflect.Pointer:
		v.Set(reflect.New(of.Elem()))
	case reflect.Slice:
		v = reflect.Append(v, other(t, of.Elem()))
	case reflect.Map:
		v = reflect.MakeMap(of)
		v.SetMapIndex(reflect.ValueOf("other"), reflect.ValueOf("value"))
	case reflect.Struct:
		if of == reflect.TypeFor[time.Time]() {
			return reflect.ValueOf(time.Unix(7, 0))
		}
		v.Field(0).Set(other(t, of.Field(0).Type))
	default:
		t.Fatalf("no other value of the type %s", of)
	}
	return v
}

// An observation without a hash has that of its body.
func TestSameHash(t *testing.T) {
	sum := sha256.Sum256([]byte("{}"))
	with := func(hash string) *exchange.Observation {
		return &exchange.Observation{Body: []byte("{}"), SHA256: hash}
	}
	own := with(hex.EncodeToString(sum[:]))
	if got := with("").Hash(); got != own.Hash() {
		t.Errorf("the hash of a body is %s", got)
	}
	if !own.Same(with("")) || !with("").Same(own) {
		t.Error("without the hash of its body it is another")
	}
	if wrong := with(hex.EncodeToString(make([]byte, 32))); wrong.Same(with("")) || wrong.Same(own) {
		t.Error("with another hash it is the same")
	}
}

// What observations point to is compared by value.
func TestSameFollowsPointers(t *testing.T) {
	one := func() *exchange.Observation {
		return &exchange.Observation{
			Failure: &exchange.Failure{Kind: exchange.Reset, Message: "closed"}, TLS: &exchange.TLS{Version: "1.3"},
			Stream:  &exchange.Stream{Events: []exchange.Event{{Data: "a"}}},
			Samples: []*exchange.Observation{{Status: 200}, {Status: 201}},
		}
	}
	if !one().Same(one()) {
		t.Error("equal values behind pointers are not the same")
	}
	for name, change := range map[string]func(o *exchange.Observation){
		"failure": func(o *exchange.Observation) { o.Failure.Message = "refused" },
		"tls":     func(o *exchange.Observation) { o.TLS.Version = "1.2" },
		"stream":  func(o *exchange.Observation) { o.Stream.Events[0].Data = "b" },
		"sample":  func(o *exchange.Observation) { o.Samples[1].Status = 202 },
		"none":    func(o *exchange.Observation) { o.Failure = nil },
	} {
		o := one()
		if change(o); o.Same(one()) || one().Same(o) {
			t.Errorf("another %s is the same", name)
		}
	}
	if (*exchange.Observation)(nil).Same(one()) || one().Same(nil) || !(*exchange.Observation)(nil).Same(nil) {
		t.Error("no observation is the same as one, or not as none")
	}
}
