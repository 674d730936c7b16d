package block_test

import (
	"testing"

	"assay/runner/internal/block"
)

// Values and lists are apart from one another, and have their zero value.
func TestOf(t *testing.T) {
	var b block.Of[[100]int]
	var all []*[100]int
	for i := range 1000 {
		if i%7 == 0 {
			list := b.List(i % 3)
			if len(list) != 0 || cap(list) != i%3 {
				t.Fatalf("a list of %d has %d of %d", i%3, len(list), cap(list))
			}
			for range cap(list) {
				list = append(list, [100]int{-1})
			}
			_ = append(list, [100]int{-2}) // elsewhere
		}
		all = append(all, b.New())
		if *all[i] != [100]int{} {
			t.Fatalf("value %d is %v", i, *all[i])
		}
		all[i][0], all[i][99] = i, i
	}
	for i, one := range all {
		if one[0] != i || one[99] != i || one[50] != 0 {
			t.Fatalf("value %d became %v", i, *one)
		}
	}
	var large block.Of[[1 << 20]byte]
	if one, other := large.New(), large.New(); one == other {
		t.Error("two large values are one")
	}
}
