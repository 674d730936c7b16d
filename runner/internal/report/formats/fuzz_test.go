package formats_test

import (
	"bytes"
	"io"
	"testing"

	"assay/runner/internal/report"
	"assay/runner/internal/report/formats"
	"assay/runner/internal/testkit"
)

// Whatever result assay report is given, every format of it is written, and the JSON stays the same
// when it is read again.
func FuzzResult(f *testing.F) {
	f.Add(testkit.Read(f, "../testdata/result.json"))
	f.Add([]byte(`{"version":1,"mode":"drift","started":"2026-11-24T03:00:00.5Z","interrupted":true,"suites":[{"suite":"s","file":"s.yaml","findings":[{"id":"a","claim":"c","probe":"p[1]","verdict":"broken","failures":[{"subject":"status","expected":"1","actual":"2","path":"$['a']"}]}],"observations":[{"probe":"p[1]","sent":"x","error":"refused","duration_ms":-1}],"cleanup":[{"probe":"p","why":"answered 500"}]}]}`))
	f.Add([]byte(`{"version":1,"suites":[{"suite":"s","observations":[{"probe":"p","status":200,"framing":"sse","headers":[{"name":"Content-Type","value":"text/event-stream"}],"body":"data: 1\n\n","size":9,"body_cut":"lost","events":[{"number":1,"data":"1","at_ms":1e300}]},{"probe":"q","body":"AP8=","encoding":"base64","samples":[{"status":204}]}],"findings":[{"id":"a","verdict":"none such","probe":"q"}]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := report.Read("result.json", text)
		if err != nil {
			return
		}
		for _, format := range formats.All {
			if format.Write != nil {
				_ = format.Write(io.Discard, r) // an error is an answer, too
			}
		}
		_ = report.Text(io.Discard, r, report.Style{Width: 80, Verbose: true})
		var was, is bytes.Buffer
		if err := report.JSON(&was, r); err != nil {
			return
		}
		again, err := report.Read("again.json", was.Bytes())
		if err == nil {
			err = report.JSON(&is, again)
		}
		if err != nil || !bytes.Equal(was.Bytes(), is.Bytes()) {
			t.Errorf("%v\n%s\nbecomes\n%s", err, was.Bytes(), is.Bytes())
		}
	})
}
