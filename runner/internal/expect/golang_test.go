package expect_test

import (
	"encoding/json"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// A value of Go is what a suite would write for it.
func TestValuesOfGo(t *testing.T) {
	type name string
	var none any
	seven := 7
	for _, c := range []struct {
		body string
		want any
		met  bool
	}{
		{`null`, nil, true}, {`0`, nil, false}, {`null`, none, true}, {`7`, &seven, true}, {`8`, &seven, false}, {`true`, true, true}, {`false`, true, false}, {`"a"`, "a", true}, {`"a"`, name("a"), true}, {`"b"`, "a", false},
		{`7`, 7, true}, {`7.0`, int8(7), true}, {`7`, uint16(7), true}, {`18446744073709551615`, uint64(18446744073709551615), true}, {`8`, uint(7), false}, {`7.5`, 7.5, true}, {`0.5`, float32(0.5), true}, {`7`, 7.5, false},
		{`12345678901234567890123`, json.Number("12345678901234567890123"), true}, {`1`, json.Number("1.0"), true}, {`"1"`, json.Number("1"), false}, {`1.5`, json.Number("15e-1"), true},
		{`[1, "a"]`, []any{1, "a"}, true}, {`[1, 2]`, [2]int{1, 2}, true}, {`[1, 3]`, []int{1, 2}, false}, {`{"a": 1}`, map[string]any{"equals": map[string]int{"a": 1}}, true}, {`{"a": 1}`, map[name]int{"a": 2}, false},
		{`8`, map[string]any{"gt": 7}, true}, {`"6m0s"`, map[string]any{"gt": 5 * time.Minute}, true}, {`"4m0s"`, map[string]any{"gt": 5 * time.Minute}, false}, {`[]`, "empty", true}, {`3`, map[string]any{"in": []any{1, 3}}, true},
	} {
		e, err := expect.CompileGo("json", map[string]any{"$.v": c.want}, expect.NewShared())
		if err != nil {
			t.Errorf("%v: %v", c.want, err)
			continue
		}
		if r := e.Judge(jsonAnswer(200, `{"v": `+c.body+`}`), nil); r.Outcome != met(c.met) {
			t.Errorf("%s against %#v: %s", c.body, c.want, shown(r))
		}
	}
	e, err := expect.CompileGo("duration", map[string]any{"lt": time.Second}, nil)
	if err != nil || e.Outcome(&exchange.Observation{Status: 200, Duration: time.Second}, nil) != expect.Unmet || e.Outcome(&exchange.Observation{Status: 200, Duration: 999 * time.Millisecond}, nil) != expect.Met {
		t.Errorf("a duration: %v", err)
	}
	e, err = expect.CompileGo("json", map[string]any{"$.v": "${x}"}, nil)
	if err != nil || e.Outcome(jsonAnswer(200, `{"v": "${x}"}`), nil) != expect.Met || e.Outcome(jsonAnswer(200, `{"v": "x"}`), nil) != expect.Unmet {
		t.Errorf("a text like a reference: %v", err)
	}
	for want, value := range map[string]any{
		"json: a chan int cannot stand in a predicate; use literals, lists and map[string]any":   map[string]any{"$.a": make(chan int)},
		"json: a struct {} cannot stand in a predicate; use literals, lists and map[string]any":  map[string]any{"$.a": []any{1, struct{}{}}},
		"json: a map[int]string cannot stand in a predicate: its keys are no texts":              map[string]any{"$.a": map[int]string{1: "a"}},
		"json: a func() cannot stand in a predicate; use literals, lists and map[string]any":     map[string]any{"$.a": map[string]any{"in": []any{func() {}}}},
		"json: a map[bool]bool cannot stand in a predicate: its keys are no texts":               map[bool]bool{true: true},
		"json: a complex128 cannot stand in a predicate; use literals, lists and map[string]any": map[string]any{"$.a": 1i},
	} {
		if _, err := expect.CompileGo("json", value, nil); err == nil || err.Error() != want {
			t.Errorf("%#v: %v, want %s", value, err, want)
		}
	}
	if _, err := expect.CompileGo("json", map[string]any{"$.[": 1}, nil); err == nil {
		t.Error("what is no JSONPath is compiled")
	}
}
