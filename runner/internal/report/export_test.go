package report

// The curl command is made from a planned request; tests give it one directly.
var (
	Curl = curl
	Said = said
)

// NewOutline returns an outline of nothing.
func NewOutline() any { return &outline{} }
