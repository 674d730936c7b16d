package observe

// ObserveWith is Observe over a transport of the test's own, for tests about
// time, which run where there is no network.
var ObserveWith = observe
