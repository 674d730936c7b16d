package spec

import (
	"fmt"
	"strings"

	"assay/runner/expect"
	"assay/runner/judge"
)

// message is what a broken finding says: the claim, the request in one line, the
// answer, and each failed expectation with its place.
func message(v *judge.Verdict) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", v.Spec.Finding.Claim)
	r := v.Spec.Probe.Request
	fmt.Fprintf(&b, "  %s: %s %s\n", v.Spec.Probe.ID, r.Method, r.URL)
	if v.Answer != "" {
		fmt.Fprintf(&b, "  the answer is %s\n", v.Answer)
	}
	for i := range v.Failures {
		failure(&b, &v.Failures[i])
	}
	return strings.TrimRight(b.String(), "\n")
}

func failure(b *strings.Builder, f *expect.Failure) {
	fmt.Fprintf(b, "\n%s\n  %s\n    expected  %s\n    actual    %s\n", f.At, f.Subject, f.Expected, f.Actual)
	for _, more := range []string{f.Detail, f.Next} {
		if more != "" {
			fmt.Fprintf(b, "    %s\n", strings.ReplaceAll(more, "\n", "\n    "))
		}
	}
}
