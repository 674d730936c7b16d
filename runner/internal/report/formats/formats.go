// Package formats holds the table of the file formats for results: the command's flags and
// completion and the documentation iterate over it.
//
// Goals: a new format takes one writer and one row. Non-goals: the text for a terminal, and
// annotations, which go to standard output without a file.
//
// Files: formats.go.
package formats

import (
	"assay/runner/internal/report"
	"assay/runner/internal/report/ci"
	"assay/runner/internal/report/page"
)

// All lists the formats in the order of the documentation.
var All = []report.Format{
	{
		Flag: "json", Ending: "json", Help: "write the result as JSON to `FILE`; - is standard output",
		For: "tools: the run as a value; `-` is standard output, and the text goes to standard error", Write: report.JSON,
	},
	{Flag: "junit", Ending: "xml", Help: "write JUnit XML to `FILE`", For: "CI servers", Write: report.JUnit},
	{Flag: "markdown", Ending: "md", Help: "write Markdown to `FILE`", For: "a pull request, the summary of a job", Write: report.Markdown},
	{
		Flag: "html", Ending: "html", Help: "write an HTML page to `FILE`: the run to look at in a browser",
		For: "people: the whole run as one page, to look at in a browser", Write: page.Write,
	},
	{
		Flag: "har", Ending: "har", Help: "write the exchanges as HAR 1.2 to `FILE`",
		For: "browsers and proxies: the exchanges as HAR 1.2; of a body the first 64 KiB, as in the JSON", Write: report.HAR,
	},
	{
		Flag: "prometheus", Ending: "prom", Help: "write metrics for Prometheus's textfile collector to `FILE`",
		For: "the textfile collector of Prometheus: verdicts, statuses, latencies, requests, ages of fixtures", Write: report.Prometheus,
	},
	{Flag: "ctrf", Ending: "json", Help: "write a CTRF report (JSON) to `FILE`", For: "dashboards that read the Common Test Report Format", Write: ci.CTRF},
	{Flag: "tap", Ending: "tap", Help: "write TAP version 14 to `FILE`", For: "readers of the Test Anything Protocol", Write: ci.TAP},
	{
		Flag: "allure", Help: "write results for Allure into the folder `DIR`",
		For: "Allure: a file for each finding; a second run replaces the results of the first", Folder: ci.Allure,
	},
}
