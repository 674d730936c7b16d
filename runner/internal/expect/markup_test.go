package expect_test

import (
	"strings"
	"testing"

	"assay/runner/internal/expect"
)

// Elements may nest 5,000 deep. Opening tags whose end tag follows later count.
func TestHowDeepMarkupNests(t *testing.T) {
	r := strings.Repeat
	const most = 5_000
	for _, c := range []struct {
		name, contentType, body string
		known                   bool
	}{
		{"elements side by side", "text/xml", "<r>" + r("<a></a>", most) + "</r>", true},
		{"elements without content", "text/xml", "<r>" + r("<a/>", most) + "</r>", true},
		{"elements as deep as may be", "text/xml", r("<b>", most) + r("</b>", most), true},
		{"elements one deeper", "text/xml", r("<b>", most+1) + r("</b>", most+1), false},
		{"HTML that the parser reads", "text/html", r("<div>", 500), true},
		{"HTML that the parser does not read", "text/html", r("<div>", 600), false},
		{"comments", "text/xml", "<r>" + r("<!-- <a> -->", most) + "</r>", true},
		{"texts", "text/xml", "<r>" + r("<![CDATA[<a>]]>", most) + "</r>", true},
		{"instructions", "text/xml", "<r>" + r("<?a b?>", most) + "</r>", true},
		{"elements", "text/xml", r("<b>", most+1), false},
		{"elements from A", "text/xml", r("<a>", most+1), false},
		{"elements to Z", "text/xml", r("<Z x='1'>", most+1), false},
		{"elements with an underscore", "text/xml", r("<_x>", most+1), false},
		{"elements beyond ASCII", "text/xml", r("<é>", most+1), false},
		{"elements of long names", "text/xml", r("<"+r("n", 70)+">", most+1), false},
		{"elements of one line each", "text/xml", r("<b\n>", most+1), false},
		{"elements after too many ends", "text/xml", r("</b>", 3) + r("<b>", most+1), false},
		{"elements with others in them", "text/xml", r("<b><c/><d></d>", most+1), false},
		{"numbers", "text/plain", "<html>" + r("1 < 2 ", most+1), true},
		{"HTML without end tags", "text/html", r("<p>text<br><img src=a>", most), true},
		{"HTML with some end tags", "text/html", r("<tr><td>x</TD><Td>y", most), true},
		{"HTML side by side", "text/html", r("<i>x</i>", most), true},
		{"HTML", "text/html", r("<div>", most+1), false},
		{"HTML whose ends need no tag", "text/html", r("<div></p></br>", most+1), false},
		{"HTML with a slash", "text/html", r("<div/>", most+1), false},
		{"HTML by its beginning", "text/plain", " <!DOCTYPE HTML>" + r("<BR>", most+1), true},
	} {
		for _, text := range []string{"xml: {/gone: absent}", "xml: {count(/gone): 0}"} {
			result := compile(t, text).Judge(typed("http://h/", 200, c.contentType, c.body), nil)
			want := expect.Met
			if !c.known {
				want = expect.Unknown
			}
			if result.Outcome != want {
				t.Errorf("%s, %s: outcome %d, want %d: %.300s", c.name, text, result.Outcome, want, shown(result))
			}
		}
	}
}

// An XPath expression selects nodes, or computes a number, a text or a boolean.
func TestWhatXPathsGive(t *testing.T) {
	const feed = `<feed><entry n="1">One</entry><entry n="2"/><n>x</n></feed>`
	o := typed("http://h/", 200, "application/xml", feed)
	holding(t, o, []judgement{
		{"xml: {//entry: {count: 2}}", expect.Met}, {"xml: {//entry/@n: {nodes: ['1', '2']}}", expect.Met}, {"xml: {/feed/n: x}", expect.Met}, {"xml: {/feed/n: y}", expect.Unmet}, {"xml: {//gone: present}", expect.Unmet},
		{"xml: {count(//entry): 2}", expect.Met}, {"xml: {count(//entry): {gt: 2}}", expect.Unmet}, {"xml: {sum(//@n): 3}", expect.Met}, {"xml: {number(//n): 1}", expect.Unmet}, {"xml: {number(//n): absent}", expect.Met},
		{"xml: {string(//n): x}", expect.Met}, {"xml: {string(//n): 'y'}", expect.Unmet}, {"xml: {boolean(//n): true}", expect.Met}, {"xml: {boolean(//n): false}", expect.Unmet},
	})
	for text, want := range map[string][2]string{
		"xml: {number(//n): 1}":         {"not a number", ""},
		"xml: {count(//entry): 3}":      {"2 (number)", ""},
		"xml: {string(//n): 'y'}":       {`"x" (string)`, ""},
		"xml: {/feed/n: y}":             {`"x"`, ""},
		"xml: {/feed/gone: y}":          {"absent", "/feed"},
		"xml: {//entry: one}":           {`2 nodes: "One", ""`, ""},
		"xml: {\"//entry[2]/@n\": one}": {`"2"`, ""},
	} {
		result := compile(t, text).Judge(o, nil)
		if len(result.Failures) != 1 || result.Failures[0].Actual != want[0] || want[1] == "" && result.Failures[0].Detail != "" || !strings.Contains(result.Failures[0].Detail, want[1]) {
			t.Errorf("%s: %s, want %q", text, shown(result), want)
		}
	}
	holding(t, typed("http://h/", 200, "application/xml", "no markup"), []judgement{{"xml: {/a: absent}", expect.Unmet}})
	holding(t, typed("http://h/", 200, "application/xml", "<a>"), []judgement{{"xml: {/a: absent}", expect.Unmet}})
}
