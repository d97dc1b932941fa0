package main

const usage = `psmonitor samples machines into capped collections and renders them as a static site.

  psmonitor sample    take one sample of this machine and store it (from cron, on each machine)
  psmonitor render    make the pages of all machines (from cron, anywhere)
  psmonitor forget    remove a machine's samples, its history, its pages and its state
  psmonitor put       read another machine's samples from standard input and store them (for ssh:// stores)
  psmonitor rollup    make missing history of all machines, for samples that another program has stored
  psmonitor demo      fill a store with a made-up fleet, to try psmonitor
  psmonitor version   print the version; with -v, also what psmonitor was built from
  psmonitor help      print this text

psmonitor help COMMAND, or psmonitor COMMAND -h, prints a command's flags and examples.
`

// withoutAliases replaces other ways to ask for help and for the version: "help COMMAND" becomes "COMMAND -h".
func withoutAliases(args []string) []string {
	switch args[0] {
	case "-h", "-help", "--help":
		return []string{"help"}
	case "-version", "--version":
		return append([]string{"version"}, args[1:]...)
	}
	if args[0] == "help" && len(args) > 1 && args[1] != "help" {
		return []string{args[1], "-h"}
	}
	return args
}
