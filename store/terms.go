package store

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yichuang"
)

// A case is found by exact terms, because that is all that can be looked up
// blindly. Each begins with what it is:
//
//	1 first character of a name          2 two neighbouring characters of a name
//	i first two initials of a name       j three neighbouring initials
//	d a whole number: document, credit code, telephone
//	t the last four or six characters of one
//	k the key of the applicant
//
// Two and three neighbouring characters make any longer part of a name: a case
// that has all of them is opened and compared.
const (
	termFirst     = "1"
	termPair      = "2"
	termInitials  = "i"
	termTriple    = "j"
	termNumber    = "d"
	termTail      = "t"
	termApplicant = "k"
)

// tails are the lengths at which the end of a number is looked up: people
// remember the last four, and read out the last six.
var tails = []int{4, 6}

// mostReadings bounds how many ways to read a name are kept.
const mostReadings = 4

// names lists the names in an application, the applicant's own first.
func names(a *yichuang.Applicant) []string {
	list := []string{a.Name, a.Legal.Name}
	if a.Agent != nil {
		list = append(list, a.Agent.Name)
	}
	return list
}

// numbers lists the numbers in an application that somebody may search by.
func numbers(a *yichuang.Applicant) []string {
	list := []string{a.ID.Number, a.Credit, a.Legal.ID.Number, a.Phone}
	if a.Agent != nil {
		list = append(list, a.Agent.ID.Number, a.Agent.Phone)
	}
	return list
}

// terms returns everything an application can be found by, blind and in order.
func (s *Store) terms(a *yichuang.Applicant) []int64 {
	var all []string
	for _, name := range names(a) {
		all = append(all, nameTerms(name)...)
		for _, initials := range s.initials(name) {
			all = append(all, initialTerms(initials)...)
		}
	}
	for _, number := range numbers(a) {
		n := plainNumber(number)
		if n == "" {
			continue
		}
		all = append(all, termNumber+n)
		for _, length := range tails {
			if len(n) > length {
				all = append(all, termTail+n[len(n)-length:])
			}
		}
	}
	if key := a.Key(); key != "" {
		all = append(all, termApplicant+key)
	}
	blind := make([]int64, len(all))
	for i, term := range all {
		blind[i] = s.blind(term)
	}
	slices.Sort(blind)
	return slices.Compact(blind)
}

// plainName is a name as terms are made of it: lower case, without spaces, dots
// and brackets, which people leave out or type another way.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～': // full-width forms
			r += '!' - '！'
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// plainNumber is a number as terms are made of it: without dashes, narrow, in
// upper case.
func plainNumber(s string) string {
	return strings.Map(func(r rune) rune {
		if (r >= '0' && r <= '9') || (r >= 'A' && r <= 'Z') {
			return r
		}
		return -1
	}, yichuang.NormalizeCredit(s))
}

func nameTerms(name string) []string {
	rs := []rune(plainName(name))
	if len(rs) == 0 {
		return nil
	}
	list := []string{termFirst + string(rs[:1])}
	return append(list, grams(termPair, rs, 2)...)
}

func initialTerms(initials string) []string {
	rs := []rune(plainName(initials))
	if len(rs) < 2 {
		return nil
	}
	return append([]string{termInitials + string(rs[:2])}, grams(termTriple, rs, 3)...)
}

// grams returns every n neighbouring characters.
func grams(kind string, rs []rune, n int) []string {
	var list []string
	for i := 0; i+n <= len(rs); i++ {
		list = append(list, kind+string(rs[i:i+n]))
	}
	return list
}

// initials returns the ways to type a name by its initials.
func (s *Store) initials(name string) []string {
	if s.opt.Initials == nil || name == "" {
		return nil
	}
	list := s.opt.Initials(name)
	return list[:min(len(list), mostReadings)]
}

// matches reports whether the names contain a word, or are typed by it.
func (s *Store) matches(list []string, word string) bool {
	word = plainName(word)
	return slices.ContainsFunc(list, func(name string) bool {
		if strings.Contains(plainName(name), word) {
			return true
		}
		return isLetters(word) && utf8.RuneCountInString(word) > 1 &&
			slices.ContainsFunc(s.initials(name), func(i string) bool { return strings.Contains(plainName(i), word) })
	})
}

// isLetters reports whether s is made of a–z alone.
func isLetters(s string) bool { return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == "" }
