package mock_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"assay/runner/mock"
)

// A client gets the recorded responses without any network. A request that was never recorded is an
// error that names the nearest entry.
func ExampleFixtures_RoundTrip() {
	recorded, err := mock.Open("../../fixtures/examples/shop.fixture", mock.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	client := &http.Client{Transport: recorded}
	resp, err := client.Get("https://shop.example/products/999")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status, resp.Header.Get("Content-Type"))

	_, err = client.Get("https://shop.example/product/999")
	var miss *mock.Miss
	fmt.Println(errors.As(err, &miss))
	// Output:
	// 404 Not Found application/problem+json
	// true
}

// The same answers over a real connection, for a program that is given an address.
func ExampleFixtures_ServeHTTP() {
	recorded, err := mock.Open("../../fixtures/examples/shop.fixture", mock.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewServer(recorded)
	defer server.Close()
	resp, err := http.Get(server.URL + "/products/1")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	fmt.Println(resp.Status)
	fmt.Println(string(body))
	// Output:
	// 200 OK
	// {"id":1,"name":"pen","note":null,"price":1.5}
}

// A fault on demand: the first answer of the probe "one" is cut off in the middle.
func ExampleParseFault() {
	fault, err := mock.ParseFault("probe=one, cut, times=1")
	if err != nil {
		fmt.Println(err)
		return
	}
	recorded, err := mock.Open("../../fixtures/examples/shop.fixture", mock.Options{Faults: []mock.Fault{fault}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 {
		resp, err := recorded.Client().Get("https://shop.example/products/1")
		if err != nil {
			fmt.Println(err)
			return
		}
		_, err = io.ReadAll(resp.Body)
		resp.Body.Close()
		fmt.Println(resp.Status, err)
	}
	// Output:
	// 200 OK unexpected EOF
	// 200 OK <nil>
}
