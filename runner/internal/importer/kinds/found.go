package kinds

import (
	"regexp"
	"slices"

	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// What the files of a kind have near their start.
var (
	openAPI           = source.Pattern(`(?m)^\s*[{,]?\s*"?openapi"?\s*:\s*["']?3\.`)
	postmanCollection = source.Pattern(`"schema"\s*:\s*"https?:\\?/\\?/schema\.(?:get)?postman\.com\\?/json\\?/collection\\?/v2`)
	insomniaExport    = source.Pattern(`(?m)^type:\s*["']?collection\.insomnia\.rest/5|"__export_format"\s*:\s*4`)
	curlLine          = source.Pattern(`(?m)^[ \t>]*(?:[$%] ?)?curl\s.*$`)
	piped             = source.Pattern(`\|\s*(?:sudo |sh\b|bash\b|tar\b)`)
	requestLine       = source.Pattern(`(?m)^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+\S`)
	responseLine      = source.Pattern(`(?m)^HTTP/\d`)
)

// always is for files that their ending tells.
func always(what string) func([]byte) string { return func([]byte) string { return what } }

// where is for files that have this near their start.
func where(pattern func() *regexp.Regexp, what string) func([]byte) string {
	return func(head []byte) string {
		if pattern().Match(head) {
			return what
		}
		return ""
	}
}

// curlCommands counts the commands of a script or of notes, unless all of them install something.
func curlCommands(head []byte) string {
	all := curlLine().FindAll(head, -1)
	if !slices.ContainsFunc(all, func(line []byte) bool { return !piped().Match(line) }) {
		return ""
	}
	return text.Count(len(all), "curl command")
}

// requestFile tells request files from older recordings, which had their ending.
func requestFile(head []byte) string {
	if requestLine().Match(head) && !responseLine().Match(head) {
		return "a request file"
	}
	return ""
}
