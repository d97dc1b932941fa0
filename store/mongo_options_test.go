package store

import (
	"testing"

	"go.mongodb.org/mongo-driver/x/mongo/driver/connstring"
)

// TestOptionsOfMongoURLs has options that are accepted, and options that the driver would ignore. No error shows the password.
func TestOptionsOfMongoURLs(t *testing.T) {
	const secret = "hunter2"
	for options, want := range map[string]string{
		"": "",
		"replicaSet=rs1&readPreference=secondaryPreferred&authSource=admin&tls=true&tlsCAFile=/x.pem": "",
		"retryWrites=true;w=majority;appName=Cluster0":                                                "",
		"TLS=true&readPreference=SecondaryPreferred":                                                  "", // as the driver reads them
		"t%6Cs=true": "",
		"tls=true&tlsCertificateKeyFile=/x.pem&tlsCertificateKeyFilePassword=hunter2": "",
		"authMechanism=MONGODB-AWS&authMechanismProperties=AWS_SESSION_TOKEN:hunter2": "",
		"readPreference=secondary&readPreferenceTags=dc:ny&readPreferenceTags=":       "",
		"w=2&wtimeoutMS=500&journal=true&compressors=zstd,snappy":                     "",
		"w=MultipleDataCenters": "", // the name of a write concern

		"tsl=true":                             "unknown option tsl, which MongoDB's driver ignores: did you mean tls?",
		"tlss=true":                            "did you mean tls?",
		"replicSet=rs1":                        "unknown option replicSet, which MongoDB's driver ignores: did you mean replicaSet?",
		"readPrefrence=secondary":              "did you mean readPreference?",
		"tlsCAfille=/x.pem":                    "did you mean tlsCAFile?",
		"retryWrite=true":                      "did you mean retryWrites?",
		"wtimeout=500":                         "did you mean wtimeoutMS?", // the driver reads it and ignores it
		"tlsAllowInvalidHostnames=true":        "did you mean tlsInsecure?",
		"tlsCertificateKeyFilePasword=hunter2": "did you mean tlsCertificateKeyFilePassword?",
		"colour=hunter2":                       "unknown option colour, which MongoDB's driver ignores: correct or remove it",
		"srvHost=3":                            "unknown option srvHost",
		"hunter2":                              "not of the form NAME=VALUE",
		"=hunter2":                             "not of the form NAME=VALUE",

		"tls=yes":                                "option tls: its value is not valid: write true or false",
		"ssl=ture":                               "option ssl: its value is not valid: write true or false",
		"retryWrites=maybe":                      "option retryWrites: its value is not valid: write true or false",
		"loadBalanced=1":                         "option loadBalanced: ",
		"serverSelectionTimeoutMS=5s":            "option serverSelectionTimeoutMS: its value is not valid: write a whole number",
		"readPreference=secondry":                "option readPreference: its value is not valid: write primary, ",
		"readConcernLevel=majorty":               "option readConcernLevel: ",
		"compressors=zstd,gzip":                  "option compressors: its value is not valid: write one or more of snappy",
		"compressors=Snappy":                     "option compressors: ",
		"authMechanism=SCRAM-SHA-257":            "option authMechanism: its value is not valid: write SCRAM-SHA-256, ",
		"authMechanismProperties=hunter2":        "option authMechanismProperties: ",
		"serverMonitoringMode=stream":            "write poll, which psmonitor always uses",
		"w=majorty":                              "option w: its value is not valid: write majority",
		"w=Majority":                             "option w: ",
		"w=-1":                                   "option w: ",
		"replicaSet=":                            "option replicaSet: ",
		"connect=never":                          "option connect: ",
		"replicaSet=50%":                         "option replicaSet: write % as %25",
		"tlsCertificateKeyFilePassword=hunter2%": "option tlsCertificateKeyFilePassword: write % as %25",
		"srvMaxHosts=3":                          "option srvMaxHosts: it works with mongodb+srv:// only",

		"replicaSet=a&replicaset=b":                      "option replicaset: it stands there twice",
		"tlsCAFile=/x.pem&tls=false":                     "option tlsCAFile: it contradicts tls=false",
		"ssl=false&tlsInsecure=true":                     "option tlsInsecure: it contradicts ssl=false",
		"tlsInsecure=true":                               "option tlsInsecure: it has no effect without tls=true",
		"tls=true&tlsCertificateKeyFilePassword=hunter2": "option tlsCertificateKeyFilePassword: it has no effect without tlsCertificateKeyFile=/path",
		"zlibCompressionLevel=6":                         "option zlibCompressionLevel: it has no effect without compressors=zlib",
	} {
		wantError(t, "mongodb://u:hunter2@h/db?"+options, want, secret)
	}
}

// TestOptionsOfSRVURLs has the differences of mongodb+srv. The check must not look up the name.
func TestOptionsOfSRVURLs(t *testing.T) {
	for options, want := range map[string]string{
		"retryWrites=true&w=majority&srvMaxHosts=3&srvServiceName=mongodb": "",
		"tlsInsecure=true": "", // TLS is the default
		"tls=false":        "",
		"tsl=true":         "did you mean tls?",
		"ssl=no":           "option ssl: its value is not valid: write true or false",
	} {
		wantError(t, "mongodb+srv://u:hunter2@cluster.invalid/db?"+options, want, "hunter2")
	}
}

// TestDriverKnowsOptions compares the names that messages have with the driver's.
func TestDriverKnowsOptions(t *testing.T) {
	for _, name := range optionNames() {
		parsed, err := connstring.Parse("mongodb://h/?" + name + "=x")
		if err == nil && len(parsed.UnknownOptions) > 0 {
			t.Errorf("the driver does not know %s", name)
		}
	}
}
