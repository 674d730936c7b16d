package redact_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/secret/redact"
)

// Of secrets that overlap one mask is left: that of the longest, and of a declared one where a
// rule has a part in it.
func TestSecretsThatOverlap(t *testing.T) {
	r := redactor(t, redact.Rules{Regex: []string{`rule-[a-z-]+`}},
		redact.Secret{Name: "long", Value: "abcdefgh-ij"}, redact.Secret{Name: "short", Value: "h-ijkl"}, redact.Secret{Name: "same", Value: "ijklmn"}, redact.Secret{Name: "next", Value: "opqr"})
	for in, want := range map[string]string{
		"abcdefgh-ijkl":        "${long}",
		"xh-ijklmn":            "x${short}",
		"ijklmn opqr":          "${same} ${next}",
		"ijklmnopqr":           "${same}${next}",
		"opqrijklmn":           "${next}${same}",
		"opqropqr":             "${next}${next}",
		"rule-opqr":            "${next}",
		"rule-of-a-suite-opqr": "${next}",
		"opqr rule-a":          "${next} ${redacted:regex}",
		"abcdefgh-ijklmn":      "${long}",
	} {
		if got := r.String(in); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
		leaks := r.Scan([]byte(in))
		if len(leaks) != strings.Count(want, "${") {
			t.Errorf("%s: the last gate finds %+v", in, leaks)
		}
	}
	if leaks := r.Scan([]byte("rule-a\n rule-opqr")); len(leaks) != 2 || leaks[0].Secret != "" || leaks[1] != (redact.Leak{Line: 2, Col: 2, Kind: "secret next", Secret: "next"}) {
		t.Errorf("the last gate finds %+v", leaks)
	}
}

// A secret of one or two bytes is a word of its own; letters, digits, underscores and all
// beyond ASCII make words.
func TestTheEdgesOfWords(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "two", Value: "q7"}, redact.Secret{Name: "three", Value: "w8x"})
	for _, beside := range "azAZ09_\u00e9" {
		for _, word := range []string{"q7", "w8x"} {
			for _, in := range []string{string(beside) + word, word + string(beside)} {
				if got := r.String(in); got != in {
					t.Errorf("%s becomes %s", in, got)
				}
			}
		}
	}
	for _, beside := range "@[`{/:-. \x7f" {
		for word, mask := range map[string]string{"q7": "${two}", "w8x": "${three}"} {
			for in, want := range map[string]string{string(beside) + word: string(beside) + mask, word + string(beside): mask + string(beside)} {
				if got := r.String(in); got != want {
					t.Errorf("%q becomes %q, want %q", in, got, want)
				}
			}
		}
	}
	for in, want := range map[string]string{"q7": "${two}", "q7q7": "q7q7", "q7 q7": "${two} ${two}", "${q7}": "${q7}", "${w8x}": "${w8x}", "${q7": "${${two}", "{q7}": "{${two}}", "": ""} {
		if got := r.String(in); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}

// In JSON a mask takes a whole number or word, and a short secret none of them.
func TestMasksOfNumbersInJSON(t *testing.T) {
	r := redactor(t, redact.Rules{JSON: []string{"$.all", "$.list[1]", "$.deep.er[0].x"}}, redact.Secret{Name: "k", Value: "4711"}, redact.Secret{Name: "n", Value: "12"})
	for in, want := range map[string]string{
		`4711`:                            `"${k}"`,
		`[14711]`:                         `["${k}"]`,
		`[4711,14711,47114711]`:           `["${k}","${k}","${k}"]`,
		`{"a":-4711.5e3}`:                 `{"a":"${k}"}`,
		`[12,"12"]`:                       `[12,"${n}"]`,
		`{"all":4711}`:                    `{"all":"${k}"}`,
		`{"all":"a 4711 b"}`:              `{"all":"${k}"}`,
		`{"list":[4,5,6]}`:                `{"list":[4,"${redacted:json}",6]}`,
		`{"list":[4]}`:                    `{"list":[4]}`,
		`{"list":[[1],[2,"]"],[3]]}`:      `{"list":[[1],"${redacted:json}",[3]]}`,
		`{"list":["\"]",{"a":"\\"}]}`:     `{"list":["\"]","${redacted:json}"]}`,
		`{"deep":{"er":[{"y":1,"x":2}]}}`: `{"deep":{"er":[{"y":1,"x":"${redacted:json}"}]}}`,
		" {\t\"all\"\r\n: \n{ \"b\" : [ 1 , 2 ] } , \"c\" : { } , \"d\" : [ ] } ": " {\t\"all\"\r\n: \n\"${redacted:json}\" , \"c\" : { } , \"d\" : [ ] } ",
		`{"c\"":1,"all":true}`: `{"c\"":1,"all":"${redacted:json}"}`,
		`"all"`:                `"all"`,
		`{"all":1`:             `{"all":1`,
		`  `:                   `  `,
		`[4711, "\u0034711"]`:  `["${k}", "${k}"]`,
		`["\u00344711"]`:       `["\u0034${k}"]`,
		`["\n4711\n"]`:         `["\n${k}\n"]`,
		`{"4711":4711}`:        `{"${k}":"${k}"}`,
	} {
		o := &exchange.Observation{Body: []byte(in)}
		if r.Observation(o); string(o.Body) != want {
			t.Errorf("%s becomes %s, want %s", in, o.Body, want)
		}
	}
	everything := redactor(t, redact.Rules{JSON: []string{"$"}})
	o := &exchange.Observation{Body: []byte(` {"a":1} `)}
	if everything.Observation(o); string(o.Body) != ` "${redacted:json}" ` {
		t.Errorf("the root becomes %s", o.Body)
	}
}

// streamed is an observation of a stream whose lines came a millisecond apart.
func streamed(body string) *exchange.Observation {
	var now time.Duration
	p := sse.NewParser(func() time.Duration { now += time.Millisecond; return now })
	for _, line := range strings.SplitAfter(body, "\n") {
		_, _ = p.Write([]byte(line))
	}
	return &exchange.Observation{Body: []byte(body), Stream: p.Close("")}
}

// Of a secret that comes piece by piece the mask replaces the first piece; the rest goes.
func TestSecretsPieceByPiece(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: `secret"one`})
	for name, c := range map[string]struct{ in, want string }{
		"a line":                      {`{"a":"sec"} {"a":"ret\"one"}`, `{"a":"sec"} {"a":"ret\"one"}`},
		"two lines":                   {"{\"a\":\"x sec\"}\n{\"a\":\"ret\\\"one y\"}", "{\"a\":\"x ${k}\"}\n{\"a\":\" y\"}"},
		"two lines of a Mac":          {"{\"a\":\"x sec\"}\r{\"a\":\"ret\\\"one y\"}", "{\"a\":\"x ${k}\"}\r{\"a\":\" y\"}"},
		"three lines":                 {"{\"a\":\"s\"}\r\n{\"a\":\"ecret\\\"on\"}\r\n{\"a\":\"e\"}\r\n", "{\"a\":\"${k}\"}\r\n{\"a\":\"\"}\r\n{\"a\":\"\"}\r\n"},
		"another member between":      {"{\"a\":\"sec\"}\n{\"b\":\"zzz\"}\n{\"a\":\"ret\\\"one\"}", "{\"a\":\"${k}\"}\n{\"b\":\"zzz\"}\n{\"a\":\"\"}"},
		"another member":              {"{\"a\":\"sec\"}\n{\"b\":\"ret\\\"one\"}", "{\"a\":\"sec\"}\n{\"b\":\"ret\\\"one\"}"},
		"two members":                 {"{\"b\":\"zz\",\"a\":\"sec\"}\n{\"a\":\"ret\\\"one\",\"b\":\"zz\"}", "{\"b\":\"zz\",\"a\":\"${k}\"}\n{\"a\":\"\",\"b\":\"zz\"}"},
		"from a cut to another":       {"{\"a\":\"x \"}\n{\"a\":\"sec\"}\n{\"a\":\"ret\\\"one\"}\n{\"a\":\" y\"}", "{\"a\":\"x \"}\n{\"a\":\"${k}\"}\n{\"a\":\"\"}\n{\"a\":\" y\"}"},
		"whole, from a cut":           {"{\"a\":\"x \"}\n{\"a\":\"secret\\\"one\"}\n{\"a\":\" y\"}", "{\"a\":\"x \"}\n{\"a\":\"${k}\"}\n{\"a\":\" y\"}"},
		"an empty piece":              {"{\"a\":\"sec\"}\n{\"a\":\"\"}\n{\"a\":\"ret\\\"one\"}", "{\"a\":\"${k}\"}\n{\"a\":\"\"}\n{\"a\":\"\"}"},
		"a place in a list":           {"{\"c\":[{},{\"t\":\"sec\"}]}\n{\"c\":[{\"t\":\"no\"},{\"t\":\"ret\\\"one\"}]}", "{\"c\":[{},{\"t\":\"${k}\"}]}\n{\"c\":[{\"t\":\"no\"},{\"t\":\"\"}]}"},
		"another place in a list":     {"{\"c\":[\"x\",\"sec\"]}\n{\"c\":[\"ret\\\"one\",\"x\"]}", "{\"c\":[\"x\",\"sec\"]}\n{\"c\":[\"ret\\\"one\",\"x\"]}"},
		"a list":                      {"[1,\"sec\"]\n[2,\"ret\\\"one\"]", "[1,\"${k}\"]\n[2,\"\"]"},
		"after a list":                {"{\"c\":[1,[2]],\"t\":\"sec\"}\n{\"t\":\"ret\\\"one\"}", "{\"c\":[1,[2]],\"t\":\"${k}\"}\n{\"t\":\"\"}"},
		"after an object":             {"{\"c\":{\"d\":{\"e\":\"x\"}},\"t\":\"sec\"}\n{\"t\":\"ret\\\"one\"}", "{\"c\":{\"d\":{\"e\":\"x\"}},\"t\":\"${k}\"}\n{\"t\":\"\"}"},
		"a key that ends in a quote":  {"{\"\\\"\":\"sec\"}\n{\"\\\"\":\"ret\\\"one\"}", "{\"\\\"\":\"${k}\"}\n{\"\\\"\":\"\"}"},
		"keys hold nothing":           {"{\"sec\":1}\n{\"ret\\\"one\":1}", "{\"sec\":1}\n{\"ret\\\"one\":1}"},
		"a line that is no JSON":      {"{\"a\":\"sec\"]\n{\"a\":\"ret\\\"one\"}", "{\"a\":\"sec\"]\n{\"a\":\"ret\\\"one\"}"},
		"several values in a line":    {"\"sec\",1\n\"ret\\\"one\",1", "\"sec\",1\n\"ret\\\"one\",1"},
		"a list and an object":        {"[{\"a\":\"sec\"}]\n{\"a\":\"ret\\\"one\"}", "[{\"a\":\"sec\"}]\n{\"a\":\"ret\\\"one\"}"},
		"the first of a list":         {"[\"sec\"]\n[\"ret\\\"one\"]", "[\"${k}\"]\n[\"\"]"},
		"the first of a list alone":   {"[\"sec\"]\n\"ret\\\"one\"", "[\"sec\"]\n\"ret\\\"one\""},
		"a line that is not finished": {"{\"a\":\"sec\"\n{\"a\":\"ret\\\"one\"}", "{\"a\":\"sec\"\n{\"a\":\"ret\\\"one\"}"},
		"a string without an end":     {"{\"a\":\"sec\n{\"a\":\"ret\\\"one\"}", "{\"a\":\"sec\n{\"a\":\"ret\\\"one\"}"},
		"a torn escape":               {"{\"a\":\"sec\\u00\"}\n{\"a\":\"ret\\\"one\"}", "{\"a\":\"sec\\u00\"}\n{\"a\":\"ret\\\"one\"}"},
		"one bracket too many":        {"{\"a\":\"sec\"}}\n{\"a\":\"ret\\\"one\"}", "{\"a\":\"sec\"}}\n{\"a\":\"ret\\\"one\"}"},
		"an escape at the cut":        {"{\"a\":\"\\u0073ecret\"}\n{\"a\":\"\\u0022on\\u0065!\"}", "{\"a\":\"${k}\"}\n{\"a\":\"!\"}"},
		"data":                        {"data: x sec\ndata: ret\"one y\n", "data: x ${k}\ndata:  y\n"},
		"data without a blank":        {"data:x sec\ndata:ret\"one y\n", "data:x ${k}\ndata: y\n"},
		"data and other lines":        {"data: sec\n\nid: 3\n\ndata: ret\"one\n", "data: ${k}\n\nid: 3\n\ndata: \n"},
		"data in lines of JSON":       {"data: {\"a\":\"sec\"}\n\ndata: {\"a\":\"ret\\\"one\"}\n", "data: {\"a\":\"${k}\"}\n\ndata: {\"a\":\"\"}\n"},
		"other lines":                 {"sec\nret\"one\n", "sec\nret\"one\n"},
		"twice":                       {"data: secret\"onesec\ndata: ret\"onesec\ndata: ret\"one", "data: ${k}${k}\ndata: ${k}\ndata: "},
	} {
		o := &exchange.Observation{Body: []byte(c.in)}
		if strings.HasPrefix(c.in, "data:") {
			o = streamed(c.in)
		}
		if r.Observation(o); string(o.Body) != c.want {
			t.Errorf("%s: %q becomes %q, want %q", name, c.in, o.Body, c.want)
		}
	}
}

// A secret that begins or ends inside an escape takes the whole escape with it, in each piece.
func TestPiecesTakeWholeEscapes(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "n", Value: "nope-secret"}, redact.Secret{Name: "u", Value: "u0041bcd-key"}, redact.Secret{Name: "end", Value: `key-end\`})
	for in, want := range map[string]string{
		`{"a":"x\nope-"}` + "\n" + `{"a":"secret y"}`:      `{"a":"x${n}"}` + "\n" + `{"a":" y"}`,
		`{"a":"x\n\nope-"}` + "\n" + `{"a":"secret\ny"}`:   `{"a":"x\n${n}"}` + "\n" + `{"a":"\ny"}`,
		`{"a":"x\u0041bc"}` + "\n" + `{"a":"d-key\u0041"}`: `{"a":"x${u}"}` + "\n" + `{"a":"\u0041"}`,
		`{"a":"\"key-"}` + "\n" + `{"a":"end\n!"}`:         `{"a":"\"${end}"}` + "\n" + `{"a":"!"}`,
		`{"a":"key-"}` + "\n" + `{"a":"end\u0041!"}`:       `{"a":"${end}"}` + "\n" + `{"a":"!"}`,
	} {
		o := &exchange.Observation{Body: []byte(in)}
		if r.Observation(o); string(o.Body) != want {
			t.Errorf("%s becomes %s, want %s", in, o.Body, want)
		}
	}
}

// Rules for JSON hold in the events of a stream, which keep the times at which they came.
func TestRulesForJSONInAStream(t *testing.T) {
	r := redactor(t, redact.Rules{JSON: []string{"$.user"}})
	o := streamed("data: {\"user\": 1}\n\ndata:{\"user\": 2}\n\ndata: {\"user\": 3, \"n\": 4}\n\n{\"user\": 5}\n{\"user\": 6}\n")
	r.Observation(o)
	var data, stray []string
	var at []time.Duration
	for _, e := range o.Stream.Events {
		data, at = append(data, e.Data), append(at, e.At)
	}
	for _, line := range o.Stream.Stray {
		stray, at = append(stray, line.Text), append(at, line.At)
	}
	const mask = `{"user": "${redacted:json}"}`
	if diff := cmp.Diff([]string{mask, mask, `{"user": "${redacted:json}", "n": 4}`}, data); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{mask, mask}, stray); diff != "" {
		t.Errorf("lines without a field (-want +got):\n%s", diff)
	}
	was := streamed("data: {\"user\": 1}\n\ndata:{\"user\": 2}\n\ndata: {\"user\": 3, \"n\": 4}\n\n{\"user\": 5}\n{\"user\": 6}\n").Stream
	want := []time.Duration{was.Events[0].At, was.Events[1].At, was.Events[2].At, was.Stray[0].At, was.Stray[1].At}
	if diff := cmp.Diff(want, at); diff != "" {
		t.Errorf("times (-want +got):\n%s", diff)
	}
}

// Of a stream whose body was not kept, every event is masked and what others share stays.
func TestAStreamWithoutABody(t *testing.T) {
	stream := func(key, number string) *exchange.Stream {
		return &exchange.Stream{
			Events: []exchange.Event{{ID: key, Type: key, Data: `{"n":` + number + `}`, At: 3, Offset: 4}, {Data: "none"}},
			Stray:  []exchange.Stray{{Text: "[" + number + "]", At: 5}}, Comments: 6, Unfinished: "data: " + key, Cut: "timeout",
		}
	}
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: "471147"})
	shared := stream("471147", "471147")
	o := &exchange.Observation{Stream: shared}
	r.Observation(o)
	if diff := cmp.Diff(stream("${k}", `"${k}"`), o.Stream); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(stream("471147", "471147"), shared); diff != "" {
		t.Errorf("the stream that others hold was written to (-want +got):\n%s", diff)
	}
}

// A secret is the same without the blanks that surround it; what dots or blanks divide it into
// are parts of it.
func TestTheKindsOfLeaks(t *testing.T) {
	r := redactor(t, redact.Rules{}, redact.Secret{Name: "k", Value: " invented-key1 "}, redact.Secret{Name: "p", Value: "of.partnumber1 two-words"})
	for in, want := range map[string]string{
		"invented-key1": "secret k", "partnumber1 two-words": "part of secret p", "two-words": "part of secret p",
		"INVENTED-KEY1": "secret k (upper case)", "1yek-detnevni": "secret k (reversed)",
	} {
		leaks := r.Scan([]byte(in))
		if len(leaks) != 1 || leaks[0].Kind != want {
			t.Errorf("%s: the last gate finds %+v, want %s", in, leaks, want)
		}
	}
}
