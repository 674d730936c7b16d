package report_test

import (
	"encoding/json"
	"testing"

	"assay/runner/internal/report"
	"assay/runner/internal/source"
)

// TestAPlaceReadsBack: the JSON result has a place as text, and reading a result converts it back;
// it may be any text.
func TestAPlaceReadsBack(t *testing.T) {
	for text, want := range map[string]report.Place{
		"shop.suite.yaml:41:3":      {File: "shop.suite.yaml", Line: 41, Col: 3},
		`C:\suites\shop.yaml:4:12`:  {File: `C:\suites\shop.yaml`, Line: 4, Col: 12},
		"a:1/b:2:3:4":               {File: "a:1/b:2", Line: 3, Col: 4},
		"9:3":                       {Line: 9, Col: 3},
		"shop.suite.yaml":           {File: "shop.suite.yaml"},
		"shop.suite.yaml:41":        {File: "shop.suite.yaml:41"},
		"shop.suite.yaml:0:3":       {File: "shop.suite.yaml:0:3"},
		"":                          {},
		"elsewhere: a place: twice": {File: "elsewhere: a place: twice"},
	} {
		var got report.Place
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want || got.String() != text {
			t.Errorf("%q: got %+v (%s), %v", text, got, got, err)
		}
	}
	f := &source.File{Name: "a.yaml"}
	for want, p := range map[string]source.Pos{"a.yaml:2:7": {File: f, Line: 2, Col: 7}, "2:7": {Line: 2, Col: 7}, "a.yaml": {File: f}, "": {}} {
		if got := report.PlaceOf(p).String(); got != want || got != p.String() {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAPlaceInJSON(t *testing.T) {
	for _, want := range []string{`{"subject":"","expected":"","actual":""}`, `{"at":"a.yaml:2:7","subject":"","expected":"","actual":""}`} {
		var f report.Failure
		if err := json.Unmarshal([]byte(want), &f); err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(f); err != nil || string(got) != want {
			t.Errorf("got %s, %v; want %s", got, err, want)
		}
	}
}
