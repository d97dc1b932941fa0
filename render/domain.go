package render

import "strings"

// markDomains gives each host the domain that most hosts share, if it is in it. Pages show it in grey, as it tells no hosts apart.
// It returns that domain; "" for none.
func markDomains(rows []hostRow) (domain string) {
	domain = domainOf(rows)
	for i := range rows {
		if domain != "" && strings.HasSuffix(rows[i].Name, domain) {
			rows[i].Domain = domain
		}
	}
	return domain
}

// domainOf returns the longest end of names, from a dot on, that more than half of all hosts have in common; "" if there is none.
func domainOf(rows []hostRow) string {
	counts := map[string]int{}
	domain := ""
	for i := range rows {
		name := rows[i].Name
		for at := strings.IndexByte(name, '.'); at > 0; {
			end := name[at:]
			if counts[end]++; 2*counts[end] > len(rows) && len(rows) > 1 && len(end) > len(domain) {
				domain = end
			}
			next := strings.IndexByte(name[at+1:], '.')
			if next < 0 {
				break
			}
			at += 1 + next
		}
	}
	return domain
}
