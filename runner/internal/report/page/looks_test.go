package page_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestLooks takes pictures of the sample for people to look at, in both themes, at
// the width of a desktop and of a telephone, and on paper:
//
//	ASSAY_PICTURES=/tmp/pictures go test -run Looks ./runner/internal/report/page
func TestLooks(t *testing.T) {
	dir := os.Getenv("ASSAY_PICTURES")
	if dir == "" {
		t.Skip("takes pictures where ASSAY_PICTURES names a folder for them")
	}
	keep := func(name string, picture []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, theme := range []string{"light", "dark"} {
		for name, width := range map[string]int64{"desktop": 1280, "phone": 390} {
			b := open(t, sample(), "")
			b.themed(theme)
			b.do(chromedp.EmulateViewport(width, 900))
			keep(name+"-"+theme+".png", get(b, chromedp.CaptureScreenshot()))
			keep(name+"-"+theme+"-whole.png", get(b, chromedp.FullScreenshot(100)))
		}
	}
	for _, theme := range []string{"light", "dark"} {
		for name, width := range map[string]int64{"desktop": 1280, "phone": 400} {
			b := openMatrix(t, "")
			b.themed(theme)
			b.do(chromedp.EmulateViewport(width, 900))
			keep("matrix-"+name+"-"+theme+".png", get(b, chromedp.CaptureScreenshot()))
			eval[any](b, `document.querySelector('.cell-button.broken').click(); 0`)
			keep("matrix-"+name+"-"+theme+"-whole.png", get(b, chromedp.FullScreenshot(100)))
		}
	}
	for _, theme := range []string{"light", "dark"} {
		b := openTargets(t)
		b.themed(theme)
		keep("targets-"+theme+".png", get(b, chromedp.FullScreenshot(100)))
	}
	keep("paper.pdf", get(open(t, sample(), ""), chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4))))
}
