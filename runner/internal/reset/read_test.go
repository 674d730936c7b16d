package reset_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/reset"
)

const most = time.Duration(math.MaxInt64)

func TestForms(t *testing.T) {
	for _, c := range []struct {
		text string
		as   reset.Form // "" : any
		form reset.Form
		wait time.Duration
	}{
		{"0", "", reset.Seconds, 0},
		{"120", "", reset.Seconds, 2 * time.Minute},
		{" 120\t", "", reset.Seconds, 2 * time.Minute},
		{"-1", "", reset.Seconds, -time.Second},
		{"4.784", "", reset.Seconds, 4784 * time.Millisecond},
		{"1.5e1", "", reset.Seconds, 15 * time.Second},
		{"999999999", "", reset.Seconds, 999999999 * time.Second},
		{"6m0s", "", reset.Duration, 6 * time.Minute},
		{"2m59.56s", "", reset.Duration, 179560 * time.Millisecond},
		{"500ms", "", reset.Duration, 500 * time.Millisecond},
		{"2.9s", "", reset.Duration, 2900 * time.Millisecond},
		{"Sun, 29 Nov 2026 12:00:05 GMT", "", reset.HTTPDate, 4600 * time.Millisecond},
		{"Sunday, 29-Nov-26 12:00:05 GMT", "", reset.HTTPDate, 4600 * time.Millisecond},
		{"Sun Nov 29 12:00:05 2026", "", reset.HTTPDate, 4600 * time.Millisecond},
		{"Sun, 29 Nov 2026 12:00:05 UTC", "", reset.HTTPDate, 4600 * time.Millisecond},
		{"Sun, 29 Nov 2026 12:00:05 +0000", "", reset.HTTPDate, 4600 * time.Millisecond},
		{"Sun, 29 Nov 2026 11:59:05 GMT", "", reset.HTTPDate, -55400 * time.Millisecond},
		{"Wednesday, 29-Nov-68 12:00:00 GMT", "", reset.HTTPDate, 1325462400*time.Second - 400*time.Millisecond},
		{"2026-11-29T12:00:05Z", "", reset.DateTime, 4600 * time.Millisecond},
		{"2026-11-29T13:00:05.25+01:00", "", reset.DateTime, 4850 * time.Millisecond},
		{"2026-11-29t12:00:05z", "", reset.DateTime, 4600 * time.Millisecond},
		{"1795953605", "", reset.Epoch, 4600 * time.Millisecond},
		{"1795953605.123", "", reset.Epoch, 4723 * time.Millisecond},
		{"1795953605123", "", reset.EpochMS, 4723 * time.Millisecond},
		{"limit=3, remaining=0, reset=3", "", reset.RateLimit, 3 * time.Second},
		{"reset=3", "", reset.RateLimit, 3 * time.Second},
		{`"d";r=0;t=3`, "", reset.RateLimit, 3 * time.Second},
		{`"d";r=0;t=3.5`, "", reset.RateLimit, 3500 * time.Millisecond},
		{`"d";r=5;t=9, "b";r=0;t=2, "c";r=0;t=3, "a";r=1`, "", reset.RateLimit, 3 * time.Second},
		{"3, 3", "", reset.Seconds, 3 * time.Second},
		{"1, 3", "", reset.Seconds, 3 * time.Second},

		{"9007199254741", reset.Seconds, reset.Seconds, most},
		{"2147483648", reset.Seconds, reset.Seconds, 2147483648 * time.Second},
		{strings.Repeat("9", 400), "", reset.Seconds, most},
		{"-" + strings.Repeat("9", 400), "", reset.Seconds, -most},
		{"1500", reset.Milliseconds, reset.Milliseconds, 1500 * time.Millisecond},
		{"17", reset.EpochMS, reset.EpochMS, -1795953600383 * time.Millisecond},
		{"17", reset.Epoch, reset.Epoch, -1795953583400 * time.Millisecond},
	} {
		var forms []reset.Form
		if c.as != "" {
			forms = []reset.Form{c.as}
		}
		r, err := reset.Read(c.text, came, forms...)
		if err != nil || r.Form != c.form || r.Wait != c.wait {
			t.Errorf("%q: got %s, %v (%v), expected %s, %v", c.text, r.Form, r.Wait, err, c.form, c.wait)
		}
	}
}

// An ambiguous value, and a list, have Others.
func TestOthers(t *testing.T) {
	for text, want := range map[string]string{
		"120":                              "120 s",
		"3600":                             "3600 s; 3600 ms",
		"1795953605":                       "1795953605 (epoch seconds, in 4.6s)",
		"1, 3, 3":                          "3 s; 1 s",
		`"minute";r=0;t=3, "day";r=9;t=60`: `"minute";r=0;t=3, "day";r=9;t=60 (in 3s); "minute";r=0;t=3, "day";r=9;t=60 (in 1m0s)`,
	} {
		r, err := reset.Read(text, came)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		all := []string{r.String()}
		for _, o := range r.Others {
			all = append(all, o.String())
		}
		if got := strings.Join(all, "; "); got != want {
			t.Errorf("%q: got %s, expected %s", text, got, want)
		}
	}
}

func TestUnread(t *testing.T) {
	const all = "it is none of seconds (120), epoch (1767323045), epoch-ms (1767323045000), duration (6m0s), " +
		"date-time (2026-01-02T03:04:05Z), http-date (Fri, 02 Jan 2026 03:04:05 GMT), " +
		`ratelimit ("minute";r=0;t=3) and milliseconds (1500)`
	for _, c := range []struct {
		text string
		as   []reset.Form
		want string
	}{
		{"", nil, "the text is empty"},
		{"  ", nil, "the text is empty"},
		{"soon", nil, all}, {"inf", nil, all}, {"NaN", nil, all}, {"0x1p3", nil, all}, {"1_000", nil, all}, {"e", nil, all},
		{"s", nil, all}, {"Fri", nil, all}, {"Tue, 29 Foo 2026 12:00:05 GMT", nil, all}, {"2026-11-29", nil, all}, {"=", nil, all},
		{"a=b", nil, all}, {"limit=3, remaining=0, reset=soon", nil, all}, {`"d";r=0`, nil, all}, {`"d";r=0;t="3"`, nil, all},
		{"(1 2);t=3", nil, all}, {"3, soon", nil, all}, {",", nil, all}, {"reset=(1 2)", nil, all},
		{"6m0s", []reset.Form{reset.EpochMS}, "it is not of the form epoch-ms, as 1767323045000 is"},
		{"120", []reset.Form{reset.HTTPDate, reset.DateTime}, "it is none of http-date (Fri, 02 Jan 2026 03:04:05 GMT) and date-time (2026-01-02T03:04:05Z)"},
	} {
		r, err := reset.Read(c.text, came, c.as...)
		var unread *reset.Unread
		if !errors.As(err, &unread) || err.Error() != c.want {
			t.Errorf("%q: got %s and %v, expected %s", c.text, r, err, c.want)
		}
	}
}

// If the time of the response is unknown, only waits relative to it are read.
func TestNoClock(t *testing.T) {
	for _, text := range []string{"1795953605", "1795953605123", "2026-11-29T12:00:05Z", "Sun, 29 Nov 2026 12:00:05 GMT"} {
		if _, err := reset.Read(text, time.Time{}); !errors.Is(err, reset.ErrNoClock) {
			t.Errorf("%q: got %v", text, err)
		}
	}
	for _, text := range []string{"5", "5s", `"d";t=5`} {
		if r, err := reset.Read(text, time.Time{}); err != nil || r.Wait != 5*time.Second {
			t.Errorf("%q: got %v, %v", text, r.Wait, err)
		}
	}
}

func TestDistance(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "now", 400 * time.Microsecond: "now", 2500 * time.Millisecond: "in 2.5s", -3 * time.Second: "3s ago",
		most: "in over 100 years", -most: "over 100 years ago",
	} {
		if got := reset.Distance(d); got != want {
			t.Errorf("%d: got %q, expected %q", d, got, want)
		}
	}
}

func TestOf(t *testing.T) {
	h := fields(
		"Retry-After-short", "1", "X-Retry-In", "2.9s",
		"anthropic-ratelimit-tokens-remaining", "9", "anthropic-ratelimit-tokens-reset", "2026-11-29T12:30:00Z",
		"anthropic-ratelimit-requests-remaining", "0", "anthropic-ratelimit-requests-reset", "2026-11-29T12:00:10Z",
		"RateLimit-Reset", "3", "RateLimit", `"d";r=0;t=4`, "RateLimit-Policy", `"d";q=1;w=4`,
		"x-ratelimit-reset-requests", "6m0s", "x-ratelimit-reset-tokens", "2m59.56s", "x-ratelimit-remaining-tokens", "0",
		"X-RateLimit-Reset-Ms", "500", "X-RateLimit-Reset-After", "7.5",
		"x-ms-retry-after-ms", "70", "retry-after-ms", "1500", "Retry-After", "soon", "Retry-After", "1", "retry-after", "3",
	)
	var got []string
	for _, n := range reset.Of(h, came) {
		line := n.Header + ": " + n.String()
		if n.Quota {
			line += ", quota"
		}
		if n.Spent {
			line += ", spent"
		}
		got = append(got, line)
	}
	want := []string{
		"retry-after: 3 s", "Retry-After: 1 s", "retry-after-ms: 1500 ms", "x-ms-retry-after-ms: 70 ms",
		"x-ratelimit-reset-tokens: 2m59.56s, quota, spent", "x-ratelimit-reset-requests: 6m0s, quota",
		"X-RateLimit-Reset-After: 7.5 s, quota", "X-RateLimit-Reset-Ms: 500 ms, quota",
		`RateLimit: "d";r=0;t=4 (in 4s), quota, spent`, "RateLimit-Reset: 3 s, quota",
		"anthropic-ratelimit-requests-reset: 2026-11-29T12:00:10Z (in 9.6s), quota, spent",
		"anthropic-ratelimit-tokens-reset: 2026-11-29T12:30:00Z (in 29m59.6s), quota",
		"X-Retry-In: 2.9s", "Retry-After-short: 1 s",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A header on a quota is in every response, and by itself not a reason to wait.
func TestNext(t *testing.T) {
	for _, c := range []struct {
		status int
		header exchange.Header
		want   string
	}{
		{200, fields("x-ratelimit-reset-requests", "6m0s", "x-ratelimit-remaining-requests", "99"), ""},
		{200, fields("x-ratelimit-reset-requests", "6m0s", "x-ratelimit-remaining-requests", "0"), "x-ratelimit-reset-requests"},
		{200, fields("RateLimit", "limit=3, remaining=0, reset=3"), "RateLimit"},
		{200, fields("RateLimit", "limit=3, remaining=1, reset=3"), ""},
		{202, fields("RateLimit-Reset", "3", "Retry-After", "9"), "Retry-After"},
		{429, fields("x-ratelimit-reset-requests", "6m0s"), "x-ratelimit-reset-requests"},
		{503, fields("RateLimit-Reset", "3"), "RateLimit-Reset"},
		{403, fields("X-RateLimit-Reset", "1795953605", "X-RateLimit-Remaining", "0"), "X-RateLimit-Reset"},
		{429, nil, ""},
	} {
		n, ok := reset.Next(&exchange.Observation{Status: c.status, Header: c.header, Sent: came})
		if n.Header != c.want || ok != (c.want != "") {
			t.Errorf("%d %v: got %q, expected %q", c.status, c.header, n.Header, c.want)
		}
	}
}

// A moment counts from the server's Date if its clock differs from ours.
func TestClock(t *testing.T) {
	for _, c := range []struct {
		name string
		sent time.Time
		date string
		want time.Time
	}{
		{"ours alone", came, "", came.Add(time.Second)},
		{"both agree", came, "Sun, 29 Nov 2026 12:00:00 GMT", came.Add(time.Second)},
		{"theirs is an hour ahead", came, "Sun, 29 Nov 2026 13:00:00 GMT", came.Truncate(time.Second).Add(time.Hour)},
		{"theirs alone", time.Time{}, "Sun, 29 Nov 2026 13:00:00 GMT", came.Truncate(time.Second).Add(time.Hour)},
		{"theirs is no date", came, "noon", came.Add(time.Second)},
		{"neither", time.Time{}, "", time.Time{}},
	} {
		o := &exchange.Observation{Sent: c.sent, Duration: time.Second}
		if c.date != "" {
			o.Header = fields("Date", c.date)
		}
		if got := reset.Clock(o); !got.Equal(c.want) {
			t.Errorf("%s: got %v, expected %v", c.name, got, c.want)
		}
	}
}
