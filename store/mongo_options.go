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

// mongoOptions are the options of a URL that have an effect, by what to write as their value. The driver decides which it knows: these
// are for messages, and a test compares them with the driver's. wtimeout is not among them, because the driver reads it and ignores it.
// Source: the driver's package connstring, and MongoDB's manual, "Connection String Options".
var mongoOptions = []struct{ want, names string }{
	{"true or false", "tls tlsInsecure tlsDisableOCSPEndpointCheck ssl sslInsecure directConnection journal loadBalanced retryReads retryWrites"},
	{"a whole number of 0 or more", `connectTimeoutMS heartbeatFrequencyMS heartbeatIntervalMS localThresholdMS maxConnecting maxIdleTimeMS
		maxPoolSize maxStaleness maxStalenessSeconds minPoolSize serverSelectionTimeoutMS socketTimeoutMS srvMaxHosts timeoutMS wtimeoutMS`},
	{"a number from -1 to 9", "zlibCompressionLevel"},
	{"a number from -1 to 22", "zstdCompressionLevel"},
	{"automatic or direct", "connect"},
	{"one or more of snappy, zlib and zstd, with commas", "compressors"},
	{"primary, primaryPreferred, secondary, secondaryPreferred or nearest", "readPreference"},
	{"local, available, majority, linearizable or snapshot", "readConcernLevel"},
	{"poll, which psmonitor always uses, or remove it", "serverMonitoringMode"},
	{"SCRAM-SHA-256, SCRAM-SHA-1, MONGODB-X509, MONGODB-AWS, MONGODB-OIDC or PLAIN", "authMechanism"},
	{"NAME:VALUE, with commas between several", "authMechanismProperties readPreferenceTags"},
	{"majority, a number of 0 or more, or the name of a write concern", "w"},
	{"text", `appName authSource replicaSet srvServiceName tlsCAFile tlsCertificateFile tlsCertificateKeyFile tlsCertificateKeyFilePassword
		tlsPrivateKeyFile sslCertificateAuthorityFile sslClientCertificateKeyFile sslClientCertificateKeyPassword`},
}

// checkedHere are the values of options, in small letters, of which the driver accepts any value, and then ignores it, or fails
// when it connects.
var checkedHere = map[string]string{
	"compressors":          "snappy zlib zstd",
	"readpreference":       "primary primarypreferred secondary secondarypreferred nearest",
	"readconcernlevel":     "local available majority linearizable snapshot",
	"servermonitoringmode": "poll",
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
		if err == nil {
			err = checkOption(scheme, name, value)
		}
		key := strings.ToLower(name)
		if _, twice := given[key]; err == nil && twice && key != "readpreferencetags" {
			err = fmt.Errorf("option %s: it stands there twice: remove one", name)
		}
		if err != nil {
			return err
		}
		given[key] = value
	}
	if err := checkTLS(given); err != nil {
		return err
	}
	return checkNeeded(scheme, given)
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
	isSRV := strings.HasPrefix(key, "srv")
	if isSRV && scheme != "mongodb+srv" && wantOf(key) != "" {
		return fmt.Errorf("option %s: it works with mongodb+srv:// only: remove it", name)
	}
	parsed, err := connstring.Parse("mongodb://h/?" + url.QueryEscape(name) + "=" + url.QueryEscape(value))
	switch {
	case wantOf(key) == "" && (isSRV || key == "wtimeout" || err == nil && len(parsed.UnknownOptions) > 0):
		return unknownOptionError(name)
	case value == "" && key != "readpreferencetags", err != nil && !isSRV, !isAccepted(key, value):
		return fmt.Errorf("option %s: its value is not valid: write %s", name, cmp.Or(wantOf(key), "another"))
	}
	return nil
}

// wantOf returns what to write as the value of an option, "" for an unknown one.
func wantOf(key string) string {
	for _, o := range mongoOptions {
		if slices.Contains(strings.Fields(strings.ToLower(o.names)), key) {
			return o.want
		}
	}
	return ""
}

// isAccepted reports whether a value is one that has an effect, as far as the driver does not check that. A write concern may have any
// name, except one that looks like a misspelt majority.
func isAccepted(key, value string) bool {
	if key == "w" {
		return value == "majority" || nearest(value, []string{"majority"}) == ""
	}
	accepted, some := checkedHere[key]
	if key == "readpreference" { // the only one whose capitals do not matter
		value = strings.ToLower(value)
	}
	return !some || !slices.ContainsFunc(strings.Split(value, ","), func(v string) bool {
		return !slices.Contains(strings.Fields(accepted), v)
	})
}

// unknownOptionError returns the error for an option that the driver does not know, with the one that was probably meant.
func unknownOptionError(name string) error {
	meant := ""
	if strings.HasPrefix(strings.ToLower(name), "tlsallowinvalid") { // other drivers'
		meant = "tlsInsecure"
	}
	var names []string
	for _, o := range mongoOptions {
		names = append(names, strings.Fields(o.names)...)
	}
	if meant == "" {
		meant = nearest(name, names)
	}
	if meant == "" {
		return fmt.Errorf("unknown option %s, which MongoDB's driver ignores: correct or remove it", name)
	}
	return fmt.Errorf("unknown option %s, which MongoDB's driver ignores: did you mean %s?", name, meant)
}

// checkTLS refuses options of TLS beside one that turns it off.
func checkTLS(given map[string]string) error {
	for _, off := range []string{"tls", "ssl"} {
		if given[off] != "false" {
			continue
		}
		for _, o := range mongoOptions {
			for _, name := range strings.Fields(o.names) {
				_, found := given[strings.ToLower(name)]
				if found && len(name) > len(off) && (strings.HasPrefix(name, "tls") || strings.HasPrefix(name, "ssl")) {
					return fmt.Errorf("option %s: it contradicts %s=false: remove one of them", name, off)
				}
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
