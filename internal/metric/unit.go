package metric

// Unit is what a number of a document counts: the name of a row of the table of units.
type Unit string

// The units that the code names. Any other row of the table serves a chart as well.
const (
	Percent        Unit = "percent"
	Bytes          Unit = "bytes"
	BytesPerSecond Unit = "bytes/s"
	PerSecond      Unit = "per s"
	Load           Unit = "load"  // processes, averaged
	Count          Unit = "count" // whole things
)

// units is the table of units. The pages and their script know nothing else about a unit.
var units = []Format{
	{Unit: Percent, Suffix: " %", Decimals: 1, Step: 0.1, Idle: 4},
	{Unit: Bytes, Suffix: "B", Base: 1024, Idle: 1 << 20},
	{Unit: BytesPerSecond, Suffix: "B/s", Base: 1024, Step: 1, ThreeDigits: true, Idle: 1024},
	{Unit: PerSecond, Suffix: "/s", Decimals: Short, Step: 0.01, ThreeDigits: true, Idle: 4},
	{Unit: Load, Decimals: 2, Step: 0.01, ThreeDigits: true, Idle: 1},
	{Unit: Count, Decimals: Short, Whole: true, Step: 1, Idle: 4},
}

// Format is how numbers of a unit are written and drawn. It is the JSON that the page script gets.
type Format struct {
	Unit     Unit    `json:"name"`
	Suffix   string  `json:"suffix,omitempty"`   // behind the number and, with Base, a space and the prefix
	Base     int     `json:"base,omitempty"`     // 1024: with the prefixes Ki, Mi, … of IEC 80000-13; 1000: with k, M, …; 0: without
	Decimals int     `json:"decimals,omitempty"` // without Base: how many a value has, or Short
	Whole    bool    `json:"whole,omitempty"`    // an axis has ticks at whole numbers only
	Idle     float64 `json:"idle"`               // where an axis ends if all values are zero

	// Step is what a page's numbers are rounded to; 0: a 4096th of the largest, but at least 1. With ThreeDigits they are
	// rounded to three digits in addition: rates, whose small values matter beside large ones.
	Step        float64 `json:"-"`
	ThreeDigits bool    `json:"-"`
}

// Short is the Decimals of numbers that have one decimal where they are not whole and below 100, else none.
const Short = -1

// Format returns the unit's row of the table. Numbers of a unit without a row are written and drawn without a suffix.
func (u Unit) Format() Format {
	for i := range units {
		if units[i].Unit == u {
			return units[i]
		}
	}
	return Format{Unit: u, Decimals: Short, Step: 0.01, Idle: 1}
}
