// Command hello prints a line. It measures the cost of starting a Go program.
package main

import "os"

func main() {
	_, _ = os.Stdout.WriteString("hello\n")
}
