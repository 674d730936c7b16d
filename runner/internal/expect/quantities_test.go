package expect_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// met returns Met or Unmet.
func met(holds bool) expect.Outcome {
	if holds {
		return expect.Met
	}
	return expect.Unmet
}

// Texts are ordered as quantities: numbers by value, durations, sizes and times. A text that is not
// a quantity, or one of another kind, is neither less nor greater.
func TestTextsInOrder(t *testing.T) {
	for _, c := range []struct{ value, below, equal, above string }{
		{"7", "6.99", "7.0", "8"}, {"-1", "-1.5", "-1e0", "0"}, {"1e3", "999", "1000", "1001"}, {"0", "-0.1", "-0", "1e-400"}, {"10", "9", "1e1", "11"},
		{"1e-3", "0.0009", "0.001", "0.01"}, {"123456789012345678901", "123456789012345678900", "123456789012345678901.0", "123456789012345678902"},
		{"999999999", "999999998", "999999999", "1000000000"}, {"1000000000", "999999999", "1e9", "1000000001"}, {"-1000000001", "-1000000002", "-1000000001.00", "-1000000000"},
		{"1e4000000000000000", "1", "10e3999999999999999", "1e5000000000000000"}, {"1e-40000000000000000000", "0", "1e-90000000000000000000", "1e-1000000"}, {"0.5", "-0.5", "5e-1", "0.50001"}, {"+3", "2", "3", "4"},
		{"6m0s", "7s", "360s", "361s"}, {"2d", "47h", "48h", "2d1h"}, {"PT5M", "299s", "300s", "PT5M1S"}, {"P1DT12H", "1d", "36h", "P2D"}, {"P1W", "6d", "7d", "P1W1D"},
		{"PT0.5S", "499ms", "500ms", "PT1S"}, {"1.5d", "1d", "36h", "2d"}, {"0s", "-1s", "0ms", "1ns"}, {"10KiB", "10KB", "10240B", "11kb"}, {"5MB", "4999999B", "5000kb", "5MiB"}, {"1gib", "1GB", "1024MiB", "2gb"},
		{"1.5KB", "1KB", "1500B", "1501b"}, {"2026-01-02", "2026-01-01T23:59:59Z", "2026-01-02T00:00:00Z", "2026-01-02T00:00:00.001Z"},
		{"2026-01-02T03:04:05Z", "2026-01-02T03:04:04.999Z", "Fri, 02 Jan 2026 03:04:05 GMT", "2026-01-02T03:04:05-01:00"},
		{"0001-01-01", "0000-12-31", "0001-01-01T00:00:00Z", "9999-12-31"},
	} {
		for want, order := range map[string]int{c.below: 1, c.equal: 0, c.above: -1} {
			for operator, holds := range map[string]bool{"gt": order > 0, "ge": order >= 0, "lt": order < 0, "le": order <= 0} {
				text := `headers: {X-A: {` + operator + `: "` + want + `"}}`
				o := &exchange.Observation{Status: 200, Header: exchange.Header{{Name: "X-A", Value: c.value}}}
				if r := compile(t, text).Judge(o, nil); r.Outcome != met(holds) {
					t.Errorf("%s of %s: outcome %d, want %d: %s", text, c.value, r.Outcome, met(holds), shown(r))
				}
			}
		}
	}
	for kind, values := range map[string][]string{
		"60":         {"60s", "1e", "1.", ".5", "1e+-1", "--1", "0x10", "", "e5", "1e1.5", "60KB", "2026-01-02", "1 2"},
		"60s":        {"60", "P", "PT", "P1D2", "PT1S1M", "P1M", "PTS", "PT-1S", "1dd", "xd", "200000d", "1x", "60 s", "P1DT", "p1d", "PT1e3S", "PT9999999999S"},
		"5MB":        {"5s", "5 XB", "MB", "-5MB", "1.2.3MB", "9999999999GB", "5mbit"},
		"2026-01-02": {"2026-1-2", "2026-01-32", "02 Jan 2026", "20260102", "2026-01-02T03:04:05", "Fri, 32 Jan 2026 03:04:05 GMT", ":026-01-02", "/026-01-02", "202"},
	} {
		for _, value := range values {
			for _, operator := range []string{"ge", "lt"} {
				text := `headers: {X-A: {` + operator + `: "` + kind + `"}}`
				o := &exchange.Observation{Status: 200, Header: exchange.Header{{Name: "X-A", Value: value}}}
				if r := compile(t, text).Judge(o, nil); r.Outcome != expect.Unmet {
					t.Errorf("%s of %q: outcome %d, want unmet: %s", text, value, r.Outcome, shown(r))
				}
			}
		}
	}
}

// JSON numbers are equal by value, in every spelling.
func TestNumbersOfJSONByValue(t *testing.T) {
	for _, c := range []struct {
		got, want string
		equal     bool
	}{
		{"1", "1.0", true}, {"10", "1e1", true}, {"100e-2", "1", true}, {"-0", "0", true}, {"0.0e5", "0", true}, {"-1", "1", false}, {"0.1", "0.10", true}, {"0.1", "0.01", false}, {"12", "120", false}, {"12", "1.2", false},
		{"1234567890", "1234567890", true}, {"1234567890", "1234567891", false}, {"12345678901234567890123", "12345678901234567890124", false}, {"1E2", "100", true}, {"999999999", "999999999.0", true},
		{"[1, 2]", "[1.0, 2]", true}, {"[1, 2]", "[2, 1]", false}, {"[1]", "[1, 1]", false}, {`{"a": 1}`, `{"a": 1.0}`, true}, {`{"a": 1}`, `{"b": 1}`, false}, {`{"a": 1}`, `{"a": 1, "b": 1}`, false},
		{`{"a": null}`, `{"b": null}`, false}, {"true", "true", true}, {"true", "false", false}, {"null", "null", true}, {"0", "null", false}, {`"1"`, "1", false}, {"1", `"1"`, false}, {"{}", "{}", true}, {"1", "{}", false}, {"{}", "[]", false}, {"[]", "{}", false}, {"null", "[]", false}, {"1", "[]", false},
	} {
		text := "json: {$.a: {equals: " + c.want + "}}"
		if r := compile(t, text).Judge(jsonAnswer(200, `{"a": `+c.got+`}`), nil); r.Outcome != met(c.equal) {
			t.Errorf("%s of %s: outcome %d, want %d: %s", text, c.got, r.Outcome, met(c.equal), shown(r))
		}
	}
}

// Percentiles are the nearest ranks: the smallest time that so many samples do not exceed.
func TestStatisticsOfSamples(t *testing.T) {
	samples := func(n int) *exchange.Observation {
		o := jsonAnswer(200, `{}`)
		o.Duration = time.Hour // of the whole: no statistic uses it
		for i := range n {
			one := jsonAnswer(200, `{}`)
			one.Duration = time.Duration((i*7)%n+1) * time.Millisecond // 1 to n ms in another order
			o.Samples = append(o.Samples, one)
		}
		return o
	}
	for n, want := range map[int]map[string]string{
		1:   {"p50": "1ms", "p95": "1ms", "p99": "1ms", "max": "1ms", "mean": "1ms"},
		2:   {"p50": "1ms", "p95": "2ms", "p99": "2ms", "max": "2ms", "mean": "1.5ms"},
		3:   {"p50": "2ms", "p95": "3ms", "p99": "3ms", "max": "3ms", "mean": "2ms"},
		20:  {"p50": "10ms", "p95": "19ms", "p99": "20ms", "max": "20ms", "mean": "10.5ms"},
		100: {"p50": "50ms", "p95": "95ms", "p99": "99ms", "max": "100ms", "mean": "50.5ms"},
	} {
		for name, took := range want {
			if r := compile(t, "duration: {"+name+": "+took+"}").Judge(samples(n), nil); r.Outcome != expect.Met {
				t.Errorf("%s of %d samples: want %s: %s", name, n, took, shown(r))
			}
		}
	}
}

// A size is the number of bytes of a body that was read whole; of a partial one the size can only
// grow.
func TestSizesOfBodies(t *testing.T) {
	cut := jsonAnswer(200, strings.Repeat("x", 10))
	cut.Cut = exchange.CutLimit
	one, counted := jsonAnswer(200, "ab"), jsonAnswer(200, "ab")
	one.Size, counted.Size = 1, 0
	for _, c := range []struct {
		o    *exchange.Observation
		text string
		want expect.Outcome
	}{
		{jsonAnswer(200, "1234"), "{gt: 3}", expect.Met}, {jsonAnswer(200, "1234"), "{gt: 4}", expect.Unmet}, {jsonAnswer(200, "1234"), "4B", expect.Met}, {jsonAnswer(200, "1234"), "{lt: 1KB}", expect.Met},
		{jsonAnswer(200, strings.Repeat("x", 1024)), "1KiB", expect.Met}, {jsonAnswer(200, strings.Repeat("x", 1000)), "1kb", expect.Met}, {jsonAnswer(200, strings.Repeat("x", 1025)), "{le: 1KiB}", expect.Unmet},
		{one, "1", expect.Met}, {one, "2", expect.Unmet}, {counted, "2", expect.Met}, {counted, "0", expect.Unmet},
		{cut, "{gt: 9}", expect.Met}, {cut, "{gt: 10}", expect.Unknown}, {cut, "{lt: 10}", expect.Unmet}, {cut, "{lt: 11}", expect.Unknown}, {cut, "{ge: 10}", expect.Met}, {cut, "{le: 9}", expect.Unmet}, {cut, "{le: 10}", expect.Unknown},
		{cut, "10", expect.Unknown}, {cut, "9", expect.Unmet}, {cut, "{gt: 5, lt: 8}", expect.Unmet}, {cut, "{gt: 5, lt: 80}", expect.Unknown},
	} {
		if r := compile(t, "size: "+c.text).Judge(c.o, nil); r.Outcome != c.want {
			t.Errorf("size %s of %d bytes (%s): outcome %d, want %d: %s", c.text, len(c.o.Body), c.o.Cut, r.Outcome, c.want, shown(r))
		}
	}
}

// A duration is that of a whole response; without one the duration can only grow.
func TestDurationsOfAnswers(t *testing.T) {
	answer := func(d time.Duration, change func(o *exchange.Observation)) *exchange.Observation {
		o := jsonAnswer(200, "{}")
		o.Duration = d
		if change != nil {
			change(o)
		}
		return o
	}
	second := func(change func(o *exchange.Observation)) *exchange.Observation { return answer(time.Second, change) }
	failed := func(kind exchange.FailureKind) func(o *exchange.Observation) {
		return func(o *exchange.Observation) { o.Failure = &exchange.Failure{Kind: kind} }
	}
	for _, c := range []struct {
		name string
		o    *exchange.Observation
		text string
		want expect.Outcome
	}{
		{"an answer", second(nil), "1s", expect.Met}, {"an answer", second(nil), "{lt: 1s}", expect.Unmet}, {"an answer", second(nil), "{le: 1000ms}", expect.Met}, {"an answer", second(nil), "{p50: 1s}", expect.Met},
		{"no time", answer(0, nil), "{lt: 1s}", expect.Unknown}, {"no time", answer(0, nil), "{max: {lt: 1s}}", expect.Unknown}, {"a nanosecond", answer(1, nil), "{max: {lt: 1s}}", expect.Met},
		{"a timeout", second(failed(exchange.Timeout)), "{lt: 1s}", expect.Unmet}, {"a timeout", second(failed(exchange.Timeout)), "{ge: 1s}", expect.Met}, {"a timeout", second(failed(exchange.Timeout)), "{lt: 2s}", expect.Unknown},
		{"a timeout of no time", answer(0, failed(exchange.Timeout)), "{ge: 1s}", expect.Unknown}, {"a reset", second(failed(exchange.Reset)), "{ge: 1s}", expect.Unknown}, {"a reset", second(failed(exchange.Reset)), "{max: {ge: 1s}}", expect.Unknown},
		{"a timeout", second(failed(exchange.Timeout)), "{max: {ge: 1s}}", expect.Met}, {"a timeout", second(failed(exchange.Timeout)), "{max: {lt: 2s}}", expect.Unknown},
		{"a cut body", second(func(o *exchange.Observation) { o.Cut = exchange.CutTimeout }), "{lt: 2s}", expect.Unknown}, {"a cut body", second(func(o *exchange.Observation) { o.Cut = exchange.CutTimeout }), "{ge: 1s}", expect.Met},
		{"a cut body", second(func(o *exchange.Observation) { o.Cut = exchange.CutLimit }), "{max: {lt: 2s}}", expect.Unknown},
	} {
		if r := compile(t, "duration: "+c.text).Judge(c.o, nil); r.Outcome != c.want {
			t.Errorf("%s: duration %s: outcome %d, want %d: %s", c.name, c.text, r.Outcome, c.want, shown(r))
		}
	}
}

// Durations that are not known are left out, and said where they could decide.
func TestDurationsThatAreNotKnown(t *testing.T) {
	o := samples(200, 200, 200)
	o.Samples[2].Reported = &exchange.Reported{Status: true}
	holding(t, o, []judgement{{"duration: {max: 20ms, mean: 15ms}", expect.Met}})
	for _, s := range o.Samples {
		s.Reported = &exchange.Reported{Status: true}
	}
	late := &exchange.Observation{Duration: time.Second, Failure: &exchange.Failure{Kind: exchange.Timeout, Message: "no answer"}}
	lost := samples(0, 0)
	for _, s := range lost.Samples {
		s.Duration = 0
	}
	for want, c := range map[string]struct {
		o    *exchange.Observation
		text string
	}{
		"duration p95: the samples' durations are not known":                              {o, "duration: {p95: {lt: 1s}}"},
		"duration p50: the samples' durations are not known":                              {lost, "duration: {p50: {lt: 1s}}"},
		"duration p95: 1 of 1 sample got no whole answer; no answer (timeout): no answer": {late, "duration: {p95: {lt: 2s}}"},
		"duration max: 2 of 4 samples got no whole answer; no answer (timeout)":           {samples(200, 0, 200, 0), "duration: {max: {lt: 1s}}"},
	} {
		if r := compile(t, c.text).Judge(c.o, nil); r.Outcome != expect.Unknown || strings.Join(r.Unknowns, "; ") != want {
			t.Errorf("%s: %s, want %s", c.text, shown(r), want)
		}
	}
}

// The size of a body with masked values is judged where no length of theirs could decide.
func TestSizesOfMaskedBodies(t *testing.T) {
	const most = 8 << 10
	o := jsonAnswer(200, `x${api_key}y`) // from 2 bytes
	o.Size = int64(len(o.Body))
	high := len(o.Body) + most
	for text, want := range map[string]expect.Outcome{
		"1": expect.Unmet, "2": expect.Unknown, "3": expect.Unknown, fmt.Sprint(high): expect.Unknown, fmt.Sprint(high + 1): expect.Unmet, "{ge: 2}": expect.Met, "{gt: 2}": expect.Unknown, "{lt: 2}": expect.Unmet, fmt.Sprintf("{le: %d}", high): expect.Met, fmt.Sprintf("{lt: %d}", high): expect.Unknown, fmt.Sprintf("{gt: %d}", high): expect.Unmet,
		"{not: 1}": expect.Unknown, "{in: [1, 2]}": expect.Unknown, "{between: [1, 9KiB]}": expect.Met, "{between: [3, 9KiB]}": expect.Unknown,
	} {
		if r := maskedExpectation(t, "size: "+text).Judge(o, nil); r.Outcome != want {
			t.Errorf("size %s: %s, want outcome %d", text, shown(r), want)
		}
	}
}
