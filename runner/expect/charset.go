package expect

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"assay/runner/exchange"
)

// bodyText is the body as text: decoded from the charset that a byte order mark,
// the Content-Type or the document itself declares. Text without any is UTF-8.
func bodyText(o *exchange.Observation) string {
	contentType := o.Header.Get("Content-Type")
	if !needsDecoding(o.Body, contentType) {
		return string(o.Body)
	}
	encoding, name, certain := charset.DetermineEncoding(o.Body, contentType)
	if name == "utf-8" || !certain && name == "windows-1252" {
		return string(bytes.TrimPrefix(o.Body, utf8BOM))
	}
	decoded, err := encoding.NewDecoder().Bytes(o.Body)
	if err != nil {
		return string(o.Body)
	}
	return strings.TrimPrefix(string(decoded), "\ufeff")
}

var utf8BOM = []byte("\xef\xbb\xbf")

// needsDecoding tells the bodies that are UTF-8 without a mark, nearly all, from
// those worth a closer look.
func needsDecoding(body []byte, contentType string) bool {
	if len(body) > 1 && (body[0] == 0xef || body[0] == 0xfe || body[0] == 0xff) {
		return true
	}
	if !utf8.Valid(body) {
		return true
	}
	_, params, err := mime.ParseMediaType(contentType)
	declared := params["charset"]
	return err == nil && declared != "" && !bytes.EqualFold([]byte(declared), []byte("utf-8")) && !ascii(body)
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf || c == 0x1b {
			return false
		}
	}
	return true
}
