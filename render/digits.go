package render

import (
	"math"
	"strconv"
)

// This file writes the numbers that pages are full of: most of them are short, and strconv would take several times
// as long for them.

// appendInt appends n in decimal.
func appendInt(b []byte, n int64) []byte {
	if n < 0 {
		if n <= -10000 {
			return strconv.AppendInt(b, n, 10)
		}
		b, n = append(b, '-'), -n
	}
	switch {
	case n < 10:
		return append(b, byte('0'+n))
	case n < 100:
		return append(b, byte('0'+n/10), byte('0'+n%10))
	case n < 1000:
		return append(b, byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10))
	case n < 10000:
		return append(b, byte('0'+n/1000), byte('0'+n/100%10), byte('0'+n/10%10), byte('0'+n%10))
	}
	return strconv.AppendInt(b, n, 10)
}

// appendNumber appends a number after another one: a minus sign parts them as well as a space.
func appendNumber(b []byte, n int) []byte {
	if n >= 0 {
		b = append(b, ' ')
	}
	return appendInt(b, int64(n))
}

// appendThousandths appends v with up to three decimals.
func appendThousandths(b []byte, v float64) []byte {
	if math.Abs(v) >= most {
		return strconv.AppendFloat(b, v, 'f', 0, 64)
	}
	n := math.RoundToEven(v * 1000)
	if math.Abs(n) >= 1e15 { // more digits than a float64 surely has
		return strconv.AppendFloat(b, n/1000, 'f', -1, 64)
	}
	return appendFixed(b, int64(n), 3)
}

// appendTenths appends v with a decimal, unless that is 0.
func appendTenths(b []byte, v float64) []byte {
	return appendFixed(b, int64(math.RoundToEven(v*10)), 1)
}

// appendFixed appends n tenths, hundredths or thousandths, without zeros at the end.
func appendFixed(b []byte, n int64, decimals int) []byte {
	one := [...]int64{1, 10, 100, 1000}[decimals]
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = appendInt(b, n/one)
	rest := n % one
	if rest == 0 {
		return b
	}
	b = append(b, '.')
	for rest > 0 {
		one /= 10
		b = append(b, byte('0'+rest/one))
		rest %= one
	}
	return b
}
