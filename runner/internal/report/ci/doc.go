// Package ci writes a result in the formats of test reports that CI servers and dashboards read:
// CTRF, TAP and Allure. Each of them is made from the cases of [report.Suite.Cases], as JUnit is.
// What lint found is written as SARIF.
//
// Goals: what a reader of the format shows says the same as the text report: the verdict, why, and
// the place in the suite. Non-goals: the answers themselves, which the JSON result and the page
// hold.
//
// A map of the files:
//
//	ctrf.go    --ctrf
//	tap.go     --tap
//	allure.go  --allure, a folder
//	sarif.go   --sarif of assay lint
package ci
