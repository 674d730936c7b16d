package page_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/runner/internal/report"
	"assay/runner/internal/report/page"
)

// findingsOnAPage is the number of findings of the page in benchmarks; the response of each is a
// kilobyte.
const findingsOnAPage = 50_000

// BenchmarkWrite writes the page.
func BenchmarkWrite(b *testing.B) {
	r := many(findingsOnAPage)
	path := b.TempDir() + "/report.html"
	b.ReportAllocs()
	for b.Loop() {
		if err := report.File(path, nil, r, page.Write); err != nil {
			b.Fatal(err)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/1e6, "MB")
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/page")
}

// BenchmarkChromium measures how long a reader waits: for the first paint, for the findings, for
// the results of a filter, for an open finding. Times are in milliseconds from the start of the
// navigation or from the key.
func BenchmarkChromium(b *testing.B) {
	r := many(findingsOnAPage)
	filter := func(v string) string {
		return fmt.Sprintf(`(async () => {
			const q = document.getElementById('q'), from = performance.now();
			q.value = %q;
			q.dispatchEvent(new Event('input'));
			await new Promise((r) => requestAnimationFrame(() => setTimeout(r)));
			return performance.now() - from;
		})()`, v)
	}
	sums := map[string]float64{}
	for b.Loop() {
		t := open(b, r, "")
		sums["first-paint-ms"] += eval[float64](t, `performance.getEntriesByName('first-contentful-paint')[0].startTime`)
		sums["ready-ms"] += eval[float64](t, `Number(document.documentElement.dataset.ready)`)
		sums["first-filter-ms"] += eval[float64](t, filter("order 99"))
		sums["filter-ms"] += eval[float64](t, filter("order 9"))
		sums["no-filter-ms"] += eval[float64](t, filter(""))
		sums["open-ms"] += eval[float64](t, `(async () => {
			const from = performance.now();
			document.querySelector('.row[aria-expanded=false]').click();
			await new Promise((r) => requestAnimationFrame(() => setTimeout(r)));
			return performance.now() - from;
		})()`)
		t.quiet()
		if err := chromedp.Cancel(t.Target()); err != nil {
			b.Fatal(err)
		}
	}
	for unit, sum := range sums {
		b.ReportMetric(sum/float64(b.N), unit)
	}
	b.ReportMetric(0, "ns/op")
}
