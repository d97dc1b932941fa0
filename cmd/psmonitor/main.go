// Command psmonitor samples machines into capped collections and renders them as a static site.
//
// Each subcommand has its own file. Only this package reads flags and environment, prints, handles signals and exits. It has no
// logic of its own: it does not sample, store or render.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"

	"psmonitor/internal/config"
	"psmonitor/internal/metric"
	"psmonitor/internal/notices"
	"psmonitor/render/report"
	"psmonitor/sampler"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // after the rest was done
	exitUsage  = 2 // wrong usage or configuration
)

// app is the environment of a command.
type app struct {
	args           []string // without the command's name
	getenv         func(string) string
	stdin          io.Reader // only for put
	stdout, stderr io.Writer
	now            func() time.Time // decides when a warning is repeated, and what is in the future; nil: time.Now
}

// clock returns the time by which it is decided whether a warning is repeated, and what is in the future.
func (a app) clock() time.Time {
	if a.now != nil {
		return a.now()
	}
	return time.Now()
}

func commands() map[string]func(context.Context, app) error {
	return map[string]func(context.Context, app) error{
		"sample":  sampleCommand,
		"render":  renderCommand,
		"forget":  forgetCommand,
		"put":     putCommand,
		"rollup":  rollupCommand,
		"demo":    demoCommand,
		"version": versionCommand,
		askMounts: askMountsCommand,
	}
}

func main() {
	// sample mostly waits for disks and servers. Waking a second CPU for each runnable goroutine costs more than it saves.
	if len(os.Args) > 1 && os.Args[1] == "sample" {
		runtime.GOMAXPROCS(1)
	}
	signal.Ignore(syscall.SIGPIPE) // a closed stderr would end the process in the middle of its work
	ctx, stop := watchSignals()
	stderr, flush := patient(os.Stderr)
	code := run(ctx, os.Args[1:], app{getenv: os.Getenv, stdin: os.Stdin, stdout: os.Stdout, stderr: stderr})
	flush()
	stop()
	os.Exit(code)
}

// run executes one command line and returns the exit code.
func run(ctx context.Context, args []string, a app) int {
	if len(args) == 0 {
		fmt.Fprint(a.stderr, usage)
		return exitUsage
	}
	args = withoutAliases(args)
	if args[0] == "help" {
		fmt.Fprint(a.stdout, usage)
		return exitDone
	}
	command, known := commands()[args[0]]
	if !known {
		fmt.Fprintf(a.stderr, "psmonitor: unknown command %q\n\n%s", args[0], usage)
		return exitUsage
	}
	a.args = args[1:]
	err := command(ctx, a)
	var wrong usageError
	var reported notices.ReportedError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitDone
	case errors.As(err, &reported):
		return exitFailed
	case errors.As(err, &wrong):
		_ = printError(a.stderr, args[0], err.Error())
		return exitUsage
	}
	_ = printError(a.stderr, args[0], err.Error())
	return exitFailed
}

// userInfo matches the user and password of a URL. A mistyped argument may contain one. It is not compiled at start,
// because it is needed only for errors.
const userInfo = `://\S*@`

// printError prints text to w, each line after the command's name. It removes passwords, and characters that a terminal
// would interpret: text may contain names chosen by an attacker.
func printError(w io.Writer, command, text string) error {
	var b strings.Builder
	for line := range strings.Lines(regexp.MustCompile(userInfo).ReplaceAllString(text, "://…@")) {
		fmt.Fprintf(&b, "psmonitor %s: %s\n", command, report.CleanText(strings.TrimSuffix(line, "\n")))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// usageError is wrong usage or an invalid configuration. The exit code is 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// flags are the flags of one command and those that all commands have.
type flags struct {
	*flag.FlagSet
	command, help string

	flagValues config.Flags
	timeout    time.Duration
	verbose    bool
	wrong      error // the value of a flag that is not valid; nil: there is none, or package flag says it
}

// newFlags returns the flags of a command. text is its help, timeout the default of -timeout.
func newFlags(command, text string, timeout time.Duration) *flags {
	f := &flags{FlagSet: flag.NewFlagSet(command, flag.ContinueOnError), command: command, help: text}
	f.SetOutput(io.Discard) // run prints errors, and parse the help
	f.StringVar(&f.flagValues.Config, "config", "", "")
	f.durationVar(&f.timeout, "timeout", timeout, "s")
	f.BoolVar(&f.verbose, "v", false, "")
	return f
}

// parse parses the arguments. For -h it prints the help and returns flag.ErrHelp.
func (f *flags) parse(a app) error {
	err := f.Parse(a.args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(a.stdout, f.help)
		return err
	case f.wrong != nil:
		return usageError{f.wrong}
	case err != nil:
		return usageError{fmt.Errorf("%w: psmonitor %s -h lists the flags", err, f.command)}
	case f.NArg() > 0:
		return usageError{fmt.Errorf("unexpected argument %q: psmonitor %s -h lists the flags", f.Arg(0), f.command)}
	case f.timeout <= 0:
		return usageError{fmt.Errorf("-timeout %v: want a duration above 0", f.timeout)}
	}
	return nil
}

// settings adds the environment and the configuration to the flags.
func (f *flags) settings(a app) (config.Config, error) {
	c, err := config.Load(f.flagValues, a.getenv, metric.Rules(sampler.Families(sampler.Filters{})))
	if err == nil && f.command != "sample" {
		err = c.Stores.CheckReadable(f.command)
	}
	if err != nil {
		return config.Config{}, usageError{err}
	}
	return c, nil
}

// storeVar defines -store for a command that uses one store. As with other flags, the last counts.
func (f *flags) storeVar() {
	f.Func("store", "", func(storeURL string) error {
		f.flagValues.Stores = config.Stores{storeURL}
		return nil
	})
}

// storesVar defines -store for a command that uses several stores: it may be repeated.
func (f *flags) storesVar() {
	f.Func("store", "", func(storeURL string) error {
		f.flagValues.Stores = append(f.flagValues.Stores, storeURL)
		return nil
	})
}

// logger returns the logger of the command. It logs warnings and errors, and everything with -v.
func (f *flags) logger(a app) *slog.Logger {
	level := slog.LevelWarn
	if f.verbose {
		level = slog.LevelDebug
	}
	return slog.New(newLineHandler(a.stderr, f.command, level))
}
