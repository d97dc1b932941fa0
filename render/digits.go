package render

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
	"strconv"
)

// This file writes the numbers that pages are full of: most of them are short, and strconv would take several times
// as long for them.

// packed has the digits of each number below 1000 in the three low bytes, the first one lowest, and above them how many
// they are.
var packed = func() (all [1000]uint32) {
	text := make([]byte, 0, 3) // one for all: this is made at each start of the program
	for n := range all {
		text = strconv.AppendInt(text[:0], int64(n), 10)
		all[n] = uint32(len(text)) << 24
		for i := range text {
			all[n] |= uint32(text[i]) << (8 * i)
		}
	}
	return all
}()

// padded has the three digits of each number below 1000, with zeros before it, the first one lowest, and above them how many
// they are without zeros at the end.
var padded = func() (all [1000]uint32) {
	for n := range all {
		digits := 3
		for rest := n; digits > 0 && rest%10 == 0; rest /= 10 {
			digits--
		}
		all[n] = uint32('0'+n/100) | uint32('0'+n/10%10)<<8 | uint32('0'+n%10)<<16 | uint32(digits)<<24
	}
	return all
}()

// numberRoom is how many bytes putInt wants to have: those of the longest number, and some that it may write over.
const numberRoom = 24

// putInt writes n in decimal into dst at a place, and returns where it ends. Most numbers of a page have one to three digits,
// in no order that a processor could guess, and so are written without a branch.
func putInt(dst []byte, at int, n int64) int {
	sign := n >> 63
	u := uint64((n ^ sign) - sign)
	dst[at] = '-'
	at -= int(sign)
	if u >= 1000 {
		return putLong(dst, at, u)
	}
	binary.LittleEndian.PutUint32(dst[at:], packed[u])
	return at + int(packed[u]>>24)
}

// putLong writes a number of more than three digits.
func putLong(dst []byte, at int, u uint64) int {
	high := u / 1000
	if high < 1000 {
		binary.LittleEndian.PutUint32(dst[at:], packed[high])
		at += int(packed[high] >> 24)
	} else {
		at = putLong(dst, at, high)
	}
	binary.LittleEndian.PutUint32(dst[at:], padded[u%1000])
	return at + 3
}

// appendInt appends n in decimal.
func appendInt(b []byte, n int64) []byte {
	at := len(b)
	if cap(b)-at < numberRoom {
		b = slices.Grow(b, numberRoom)
	}
	return b[:putInt(b[:at+numberRoom], at, n)]
}

// appendNumber appends a number after another one: a minus sign parts them as well as a space.
func appendNumber(b []byte, n int) []byte {
	at := len(b)
	if cap(b)-at <= numberRoom {
		b = slices.Grow(b, numberRoom+1)
	}
	room := b[:at+1+numberRoom]
	room[at] = ' '
	space := int(^uint(n) >> (bits.UintSize - 1)) // no branch: which sign comes next, no processor could guess
	return b[:putInt(room, at+space, int64(n))]
}

// fixedRoom is how many bytes putThousandths wants to have.
const fixedRoom = numberRoom + 4

// putThousandths writes n thousandths into dst at a place, without zeros at the end, and returns where it ends.
func putThousandths(dst []byte, at int, n int64) int {
	sign := n >> 63
	u := uint64((n ^ sign) - sign)
	dst[at] = '-'
	at = putInt(dst, at-int(sign), int64(u/1000))
	rest := padded[u%1000]
	binary.LittleEndian.PutUint32(dst[at:], '.'|rest<<8)
	digits := int(rest >> 24)
	return at + digits + (digits+3)>>2 // with the point, if there are any
}

// appendFixed appends n thousandths, without zeros at the end.
func appendFixed(b []byte, n int64) []byte {
	at := len(b)
	b = slices.Grow(b, fixedRoom)
	return b[:putThousandths(b[:at+fixedRoom], at, n)]
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
	return appendFixed(b, int64(n))
}

// appendTenths appends v with a decimal, unless that is 0, or v so large that nobody would miss it.
func appendTenths(b []byte, v float64) []byte {
	n := math.RoundToEven(v * 10)
	if !(math.Abs(n) < 1e15) { // more digits than a float64 surely has, or no number
		return strconv.AppendFloat(b, v, 'f', 0, 64)
	}
	return appendFixed(b, int64(n)*100)
}
