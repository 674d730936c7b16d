// Package wire sends one filled request and gives what came back.
package wire
