// Package block makes many small values with few allocations.
//
// Goals: a tenth of the time, and none of the memory between the sizes that the runtime has.
// Non-goals: giving values back.
//
// A map of the files:
//
//	of.go Of: values of one type
package block
