package transport_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// received is the observation of a body with these headers.
func Fields(t testing.TB, body, contentType, contentEncoding string) *exchange.Observation {
	h := http.Header{}
	for name, value := range map[string]string{"Content-Type": contentType, "Content-Encoding": contentEncoding} {
		if value != "" {
			h.Set(name, value)
		}
	}
	c := transport.New(transport.Options{Body: 1 << 20, Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{
			Status: "200 OK", StatusCode: http.StatusOK, Header: h, ContentLength: -1, Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	})})
	return c.Do(t.Context(), get("http://127.0.0.1/"))
}

func in(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	s, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTextIsReadInUTF8 keeps bodies as received and reads their text in UTF-8.
func TestTextIsReadInUTF8(t *testing.T) {
	utf16 := func(order unicode.Endianness, mark unicode.BOMPolicy) encoding.Encoding {
		return unicode.UTF16(order, mark)
	}
	html := func(meta, text string) string { return "<!doctype html><meta " + meta + "><p>" + text }
	xml := func(declaration, text string) string {
		return "<?xml version=\"1.0\" " + declaration + "?><p>" + text + "</p>"
	}
	gb, latin1 := simplifiedchinese.GBK, charmap.ISO8859_1
	for name, c := range map[string]struct{ kind, body, want string }{
		"latin1 in the header":      {"text/plain; charset=latin1", in(t, latin1, "é"), "é"},
		"gb2312 in the header":      {`text/html; charset="GB2312"`, in(t, gb, "中文"), "中文"},
		"JSON in a charset":         {"application/json; charset=gb2312", in(t, gb, `"中"`), `"中"`},
		"JSON is UTF-8":             {"application/json", `"中"`, `"中"`},
		"JSON is UTF-8, suffix":     {"application/problem+json", `"é"`, `"é"`},
		"UTF-16 by its mark":        {"text/plain", in(t, utf16(unicode.LittleEndian, unicode.UseBOM), "é"), "é"},
		"a mark beats the header":   {"text/plain; charset=latin1", in(t, utf16(unicode.BigEndian, unicode.UseBOM), "é"), "é"},
		"a mark without a type":     {"", in(t, utf16(unicode.BigEndian, unicode.UseBOM), "é"), "é"},
		"UTF-8's mark is taken off": {"application/json", "\xef\xbb\xbf{}", "{}"},
		"UTF-16 in the header":      {"application/xml; charset=utf-16be", in(t, utf16(unicode.BigEndian, unicode.IgnoreBOM), "<é/>"), "<é/>"},
		"UTF-16 XML without a mark": {"text/xml", in(t, utf16(unicode.LittleEndian, unicode.IgnoreBOM), xml(`encoding="UTF-16"`, "é")), xml(`encoding="UTF-16"`, "é")},
		"meta charset":              {"text/html", in(t, gb, html("charset=gb2312", "中")), html("charset=gb2312", "中")},
		"meta http-equiv": {"text/html", in(t, japanese.ShiftJIS, html(`http-equiv=content-type content="text/html; charset=shift_jis"`, "日")),
			html(`http-equiv=content-type content="text/html; charset=shift_jis"`, "日")},
		"XML declaration":                 {"application/atom+xml", in(t, latin1, xml(`encoding='ISO-8859-1'`, "é")), xml(`encoding='ISO-8859-1'`, "é")},
		"XML that says nothing":           {"application/xml", xml("", "é"), xml("", "é")},
		"HTML that says nothing":          {"text/html", strings.Repeat("a", 2000) + "é", strings.Repeat("a", 2000) + "é"},
		"HTML that cannot be UTF-8":       {"text/html", "caf\xe9", "café"},
		"text that says nothing":          {"text/plain", "caf\xe9", "caf\xe9"},
		"a charset that is not known":     {"text/plain; charset=klingon", "caf\xe9", "caf\xe9"},
		"a charset that browsers refuse":  {"text/plain; charset=iso-2022-kr", "a\x1bb", "a\x1bb"},
		"binary is not touched":           {"image/png", "\xff\xfe\x89PNG", "\xff\xfe\x89PNG"},
		"events are not touched":          {"text/event-stream; charset=latin1", "\xef\xbb\xbfdata: é\n\n", "\xef\xbb\xbfdata: é\n\n"},
		"a type that cannot be read":      {"text/plain; charset=", "é", "é"},
		"an unknown kind with a charset":  {"application/sql; charset=latin1", "\xe9", "é"},
		"what is no character is kept so": {"text/plain; charset=utf-8", "a\xffb", "a\xffb"},
	} {
		got := Fields(t, c.body, c.kind, "")
		if string(got.Body) != c.body {
			t.Errorf("%s: the body is %q, want it as it came", name, got.Body)
		}
		if string(got.Text()) != c.want || got.Size != int64(len(c.body)) || got.Hash() != sha([]byte(c.body)) {
			t.Errorf("%s: got %q (size %d), want %q of %d bytes", name, got.Text(), got.Size, c.want, len(c.body))
		}
	}
}

// FuzzBody has any bytes with any type and coding: the result is always an observation, in UTF-8 if
// a charset was converted.
func FuzzBody(f *testing.F) {
	for name := range encoders {
		f.Add(string(encoded([]byte("caf\xe9"), name)), "text/html; charset=latin1", name)
	}
	f.Add("<?xml version='1.0' encoding='gbk'?>\x81", "text/xml", "")
	f.Add("\xff\xfe<\x00", "", "gzip, br, zstd, deflate")
	f.Add("<meta charset=\xff\x00><meta content='charset='>", "text/html", "identity")
	f.Fuzz(func(t *testing.T, body, contentType, contentEncoding string) {
		got := Fields(t, body, contentType, contentEncoding)
		if !got.Missing.None() || got.Failure != nil && got.Failure.Kind != exchange.Protocol {
			t.Fatalf("missing %q, failure %+v", got.Missing, got.Failure)
		}
		if strings.HasSuffix(contentType, "charset=latin1") && contentEncoding == "" && got.Known() &&
			strings.HasPrefix(contentType, "text/plain") && !utf8.Valid(got.Text()) {
			t.Fatalf("%q is not UTF-8", got.Text())
		}
	})
}
