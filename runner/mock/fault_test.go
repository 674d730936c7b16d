package mock_test

import (
	"testing"
	"time"

	"assay/runner/mock"
)

func TestFaultsAreReadAsWritten(t *testing.T) {
	for text, want := range map[string]mock.Fault{
		"reset":                              {Reset: true},
		"cut":                                {Cut: mock.Half},
		"cut=3,delay=2s":                     {Cut: 3, Delay: 2 * time.Second},
		"reset,probe=chat[a,b],times=2":      {Reset: true, Probe: "chat[a,b]", Times: 2},
		" delay=1ms , probe=other-method[*]": {Delay: time.Millisecond, Probe: "other-method[*]"},
	} {
		if got, err := mock.ParseFault(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"":          `"" says nothing that goes wrong: delay=2s, cut, cut=3 or reset`,
		"times=2":   `"times=2" says nothing that goes wrong: delay=2s, cut, cut=3 or reset`,
		"delay":     `"delay" is not how delay is written: delay=2s, cut, cut=3, reset, probe=NAME, times=2`,
		"delay=2":   `delay is a time such as 500ms or 2s, got "2"`,
		"cut=0":     `cut is a number of events or bytes from 1 on, got "0"; for nothing of an answer: reset`,
		"reset=yes": `"reset=yes" is not how reset is written: delay=2s, cut, cut=3, reset, probe=NAME, times=2`,
		"rest":      `unknown fault "rest"; did you mean "reset"?`,
		"times=no":  `times is a number of requests from 1 on, got "no"`,
	} {
		if _, err := mock.ParseFault(text); err == nil || err.Error() != want {
			t.Errorf("%q:\ngot  %v\nwant %s", text, err, want)
		}
	}
}
