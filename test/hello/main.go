// Command hello is the yardstick for what a Go program costs that does nothing.
package main

import "os"

func main() {
	_, _ = os.Stdout.WriteString("hello\n")
}
