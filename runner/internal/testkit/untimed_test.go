package testkit_test

import (
	"testing"

	"assay/runner/internal/testkit"
)

func TestUntimed(t *testing.T) {
	const plain = "Shop  shop.suite.yaml\n  responses of b, compared with those of a\n    order\n      additive  $.x: absent → 1\n\nb against a  1 probe compared: 1 additive"
	const slow = "Shop  shop.suite.yaml\n  responses of b, compared with those of a\n    order\n      additive  $.x: absent → 1\n      timing    duration: 1ms → 200ms\n                200.0 times as long\n" +
		"    none\n      timing    duration: 1ms → 200ms\n\nb against a  1 probe compared: 1 additive, 2 volatile, 1 timing"
	if got := testkit.Untimed(slow); got != plain {
		t.Errorf("got:\n%s\nwant:\n%s", got, plain)
	}
	if got := testkit.Untimed("  responses of b, compared with those of a\n    none\n      timing    duration: 1ms → 200ms\n\nb against a  1 probe compared: 1 timing"); got != "\nb against a  1 probe compared: none" {
		t.Errorf("got:\n%s", got)
	}
}
