package store

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/x/mongo/driver/connstring"
)

// MongoDB's driver ignores options that it does not know, and some values. Then a misspelt tls=true would send the password
// unencrypted. So they are errors here, before the driver gets the URL.

// mongoOptions are the options of a URL that have an effect. The driver decides which it knows: these are for messages, and a test
// compares them with the driver's. wtimeout is not among them, because the driver reads it and ignores it.
// Source: the driver's package connstring, and MongoDB's manual, "Connection String Options".
var mongoOptions = []mongoOption{
	{want: "true or false", names: `tls tlsInsecure tlsDisableOCSPEndpointCheck ssl sslInsecure directConnection journal loadBalanced
		retryReads retryWrites`},
	{want: "a whole number of 0 or more", names: `connectTimeoutMS heartbeatFrequencyMS heartbeatIntervalMS localThresholdMS maxConnecting
		maxIdleTimeMS maxPoolSize maxStaleness maxStalenessSeconds minPoolSize serverSelectionTimeoutMS socketTimeoutMS srvMaxHosts
		timeoutMS wtimeoutMS`},
	{want: "a number from -1 to 9", names: "zlibCompressionLevel"},
	{want: "a number from -1 to 22", names: "zstdCompressionLevel"},
	{want: "automatic or direct", names: "connect"},
	{want: "one or more of snappy, zlib and zstd, with commas", names: "compressors", values: "snappy zlib zstd"},
	{want: "primary, primaryPreferred, secondary, secondaryPreferred or nearest", names: "readPreference",
		values: "primary primarypreferred secondary secondarypreferred nearest"},
	{want: "local, available, majority, linearizable or snapshot", names: "readConcernLevel",
		values: "local available majority linearizable snapshot"},
	{want: "poll, which psmonitor always uses, or remove it", names: "serverMonitoringMode", values: "poll"},
	{want: "SCRAM-SHA-256, SCRAM-SHA-1, MONGODB-X509, MONGODB-AWS, MONGODB-OIDC or PLAIN", names: "authMechanism"},
	{want: "NAME:VALUE, with commas between several", names: "authMechanismProperties readPreferenceTags"},
	{want: "majority, a number of 0 or more, or the name of a write concern", names: "w"},
	{want: "text", names: `appName authSource replicaSet srvServiceName tlsCAFile tlsCertificateFile tlsCertificateKeyFile
		tlsCertificateKeyFilePassword tlsPrivateKeyFile sslCertificateAuthorityFile sslClientCertificateKeyFile
		sslClientCertificateKeyPassword`},
}

// mongoOption is options that have values of one kind. The lists are separated by spaces.
type mongoOption struct {
	names  string
	want   string // what to write as the value
	values string // those that have an effect, if the driver accepts others, and ignores them or fails when it connects; else ""
}

// turnOnTLS are the options that turn TLS on by themselves.
const turnOnTLS = `tlscafile sslcertificateauthorityfile tlscertificatekeyfile sslclientcertificatekeyfile tlscertificatefile
	tlsprivatekeyfile tlsdisableocspendpointcheck`

// neededOptions are options that have no effect unless one of the needed options is there too. add is what to write.
var neededOptions = []struct{ options, needed, add string }{
	{"tlsInsecure sslInsecure", "tls ssl " + turnOnTLS, "tls=true"},
	{"tlsCertificateKeyFilePassword sslClientCertificateKeyPassword", "tlscertificatekeyfile sslclientcertificatekeyfile tlsprivatekeyfile", "tlsCertificateKeyFile=/path"},
	{"zlibCompressionLevel", "compressors", "compressors=zlib"},
	{"zstdCompressionLevel", "compressors", "compressors=zstd"},
}

// optionList returns the options of a URL, as the driver separates them.
func optionList(options string) []string {
	return strings.FieldsFunc(options, func(r rune) bool { return r == '&' || r == ';' })
}

// checkOptions returns the first error in the options of a URL. It names the option, and shows no value.
func checkOptions(scheme, options string) error {
	given := map[string]string{} // by the name in small letters
	for _, option := range optionList(options) {
		name, value, err := splitOption(option)
		if err != nil {
			return err
		}
		if err := checkOption(scheme, name, value); err != nil {
			return err
		}
		key := strings.ToLower(name)
		if _, twice := given[key]; twice && key != "readpreferencetags" {
			return fmt.Errorf("option %s: it stands there twice: remove one", name)
		}
		given[key] = value
	}
	return cmp.Or(checkTLS(given), checkNeeded(scheme, given))
}

// splitOption returns an option's name and value, unescaped. The error quotes neither, if they may be part of a password.
func splitOption(option string) (name, value string, err error) {
	name, value, found := strings.Cut(option, "=")
	if !found || name == "" {
		return "", "", errors.New("an option is not of the form NAME=VALUE: write & in a value as %26, ; as %3B")
	}
	value, valueErr := url.QueryUnescape(value)
	unescaped, nameErr := url.QueryUnescape(name)
	if valueErr != nil || nameErr != nil {
		return "", "", fmt.Errorf("option %s: write %% as %%25", printable(name))
	}
	return printable(unescaped), value, nil
}

// checkOption checks one option by itself.
func checkOption(scheme, name, value string) error {
	key := strings.ToLower(name)
	o := optionOf(key)
	isSRV := strings.HasPrefix(key, "srv")
	if isSRV && scheme != "mongodb+srv" && o.want != "" {
		return fmt.Errorf("option %s: it works with mongodb+srv:// only: remove it", name)
	}
	parsed, err := connstring.Parse("mongodb://h/?" + url.QueryEscape(name) + "=" + url.QueryEscape(value))
	switch {
	case o.want == "" && (isSRV || key == "wtimeout" || err == nil && len(parsed.UnknownOptions) > 0):
		return unknownOptionError(name)
	case value == "" && key != "readpreferencetags", err != nil && !isSRV, !o.accepts(value):
		return fmt.Errorf("option %s: its value is not valid: write %s", name, cmp.Or(o.want, "another"))
	}
	return nil
}

// optionOf returns the option with a name in small letters, the zero mongoOption for an unknown one.
func optionOf(key string) mongoOption {
	for _, o := range mongoOptions {
		if slices.Contains(strings.Fields(strings.ToLower(o.names)), key) {
			return o
		}
	}
	return mongoOption{}
}

// accepts reports whether a value is one that has an effect, as far as the driver does not check that. A write concern may have any
// name, except one that looks like a misspelt majority.
func (o mongoOption) accepts(value string) bool {
	switch o.names {
	case "w":
		return value == "majority" || nearest(value, []string{"majority"}) == ""
	case "readPreference": // the only one whose capitals do not matter
		value = strings.ToLower(value)
	}
	isOther := func(v string) bool { return !slices.Contains(strings.Fields(o.values), v) }
	return o.values == "" || !slices.ContainsFunc(strings.Split(value, ","), isOther)
}

// optionNames returns the names of all mongoOptions.
func optionNames() (names []string) {
	for _, o := range mongoOptions {
		names = append(names, strings.Fields(o.names)...)
	}
	return names
}

// unknownOptionError returns the error for an option that the driver does not know, with the one that was probably meant.
func unknownOptionError(name string) error {
	meant, advice := nearest(name, optionNames()), "correct or remove it"
	if strings.HasPrefix(strings.ToLower(name), "tlsallowinvalid") { // other drivers'
		meant = "tlsInsecure"
	}
	if meant != "" {
		advice = "did you mean " + meant + "?"
	}
	return fmt.Errorf("unknown option %s, which MongoDB's driver ignores: %s", name, advice)
}

// checkTLS refuses options of TLS beside one that turns it off.
func checkTLS(given map[string]string) error {
	for _, off := range []string{"tls", "ssl"} {
		if given[off] != "false" {
			continue
		}
		for _, name := range optionNames() {
			_, found := given[strings.ToLower(name)]
			if found && len(name) > len(off) && (strings.HasPrefix(name, "tls") || strings.HasPrefix(name, "ssl")) {
				return fmt.Errorf("option %s: it contradicts %s=false: remove one of them", name, off)
			}
		}
	}
	return nil
}

// checkNeeded refuses options that have no effect without another one.
func checkNeeded(scheme string, given map[string]string) error {
	for _, rule := range neededOptions {
		if scheme == "mongodb+srv" && rule.add == "tls=true" { // is the default there
			continue
		}
		isGiven := func(name string) bool { _, found := given[strings.ToLower(name)]; return found }
		options := strings.Fields(rule.options)
		if i := slices.IndexFunc(options, isGiven); i >= 0 && !slices.ContainsFunc(strings.Fields(rule.needed), isGiven) {
			return fmt.Errorf("option %s: it has no effect without %s: add that, or remove it", options[i], rule.add)
		}
	}
	return nil
}
