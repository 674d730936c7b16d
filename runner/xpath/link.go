package xpath

import (
	"assay/runner/internal/expect"
	"assay/runner/internal/expect/xml"
)

func init() {
	expect.LinkXPath(xml.Compile, func(text string) (expect.XPath, error) { return xml.NewXPath(text) })
}
