package store

import "strings"

// maxDifferences is how many differences a misspelt name may have at most, and one in three letters.
const maxDifferences = 3

// nearest returns the name that is most like s, or "" if none is like it. Capitals and small letters are the same. Of names that
// are equally like it, the first is returned.
func nearest(s string, names []string) string {
	found, least := "", min(maxDifferences, max(1, len(s)/3))+1
	for _, name := range names {
		if len(s) > len(name)+maxDifferences { // whoever wrote the URL decides how long s is
			continue
		}
		if n := differences(strings.ToLower(s), strings.ToLower(name)); n < least {
			found, least = name, n
		}
	}
	return found
}

// differences returns by how many changes a becomes b: a letter added, removed or replaced, or two adjacent letters exchanged.
// This is the restricted Damerau-Levenshtein distance, counted in bytes.
func differences(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		for j := range rows[i] {
			if i == 0 || j == 0 {
				rows[i][j] = i + j
				continue
			}
			replaced := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, replaced)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
