package store

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"yichuang"
)

// mostWords bounds a search text: what is longer was pasted by mistake.
const mostWords = 6

// word is one word of a search text.
type word struct {
	text string
	// certain is set when looking the word up was exact; else the names of each
	// row found are compared with it.
	certain bool
}

// search adds to where what a search text asks for, and returns the words that
// the rows must still be compared with.
func (s *Store) search(ctx context.Context, text string, where *condition) ([]word, error) {
	text = yichuang.CleanLine(text)
	if text == "" {
		return nil, nil
	}
	if ticket, err := yichuang.ParseTicket(text); err == nil { // a scan, or a number with spaces in it
		where.number(string(ticket.Case))
		return nil, nil
	}
	var words []word
	for _, field := range firstWords(text) {
		w, err := s.lookUp(ctx, field, where)
		if err != nil {
			return nil, err
		}
		words = append(words, w)
	}
	return words, nil
}

// firstWords splits a text, but for a number that was typed in groups.
func firstWords(text string) []string {
	if strings.Trim(text, "0123456789 -") == "" {
		return []string{strings.ReplaceAll(text, " ", "")}
	}
	fields := strings.Fields(text)
	return fields[:min(len(fields), mostWords)]
}

func (f *condition) number(number string) {
	f.and("c.id = (SELECT id FROM numbers WHERE number = ?)", number)
}

// lookUp adds one word: a number in whole or its end, or a part of a name.
func (s *Store) lookUp(ctx context.Context, text string, where *condition) (word, error) {
	if code := plainNumber(text); strings.ContainsAny(code, "0123456789") && utf8.RuneCountInString(plainName(text)) == len(code) {
		s.numberAlternatives(code, where)
		return word{text, true}, nil
	}
	either := new(condition)
	name := plainName(text)
	for _, terms := range [][]string{wantName(name), wantInitials(name)} {
		if len(terms) == 0 {
			continue
		}
		if err := s.having(ctx, terms, either); err != nil {
			return word{}, err
		}
	}
	items, err := s.itemsNamed(ctx, text)
	if err != nil {
		return word{}, err
	}
	if len(items) > 0 {
		either.and("c.item IN (?"+strings.Repeat(", ?", len(items)-1)+")", items...)
	}
	where.either(either)
	return word{text: text}, nil
}

// either adds that one of the conditions must hold; none of none does.
func (f *condition) either(one *condition) {
	if len(one.parts) == 0 {
		f.and("0")
		return
	}
	f.and("("+strings.Join(one.parts, " OR ")+")", one.args...)
}

// numberAlternatives looks a number up as a case number from its end, a
// document, a credit code or a telephone, in whole or by its last digits.
func (s *Store) numberAlternatives(code string, where *condition) {
	either := new(condition)
	either.and("c.id IN (SELECT case_id FROM case_terms WHERE term IN (?, ?))", s.blind(termNumber+code), s.blind(termTail+code))
	if len(code) >= tails[0] {
		tail := backwards(code)
		// ~ is above every digit and letter. People read the serial out and leave
		// the check digit away.
		for _, end := range append([]string{""}, strings.Split("0123456789", "")...) {
			either.and("c.id IN (SELECT id FROM cases WHERE tail >= ? AND tail < ?)", end+tail, end+tail+"~")
		}
	}
	where.either(either)
}

// wantName returns the terms that a case with this part of a name has.
func wantName(name string) []string {
	rs := []rune(name)
	if len(rs) == 1 {
		return []string{termFirst + name}
	}
	return grams(termPair, rs, 2)
}

func wantInitials(name string) []string {
	switch {
	case len(name) < 2 || !isLetters(name):
		return nil
	case len(name) == 2:
		return []string{termInitials + name}
	}
	return grams(termTriple, []rune(name), 3)
}

// mostTerms bounds what is looked up of one word; the rest is compared.
const mostTerms = 8

// frequent is from how many cases on a term is not looked up but tested: going
// through the list from its newest end soon finds a page of them, while looking
// up would first gather them all.
const frequent = 1000

// having adds that a case has all the terms. The rarest is looked up and the
// others are tested.
func (s *Store) having(ctx context.Context, terms []string, either *condition) error {
	terms = terms[:min(len(terms), mostTerms)]
	rarest, fewest := 0, frequent
	blind := make([]any, len(terms))
	for i, term := range terms {
		blind[i] = s.blind(term)
		n, err := scanInt(ctx, s.read, "SELECT count(*) FROM (SELECT 1 FROM case_terms WHERE term = ? LIMIT ?)", blind[i], frequent)
		if err != nil {
			return err
		}
		if n < int64(fewest) {
			rarest, fewest = i, int(n)
		}
	}
	if fewest == frequent {
		tests, args := tested("c.id", blind)
		either.and(tests, args...)
		return nil
	}
	rest := slices.Delete(slices.Clone(blind), rarest, rarest+1)
	sql, args := "t.term = ?", []any{blind[rarest]}
	if len(rest) > 0 {
		tests, more := tested("t.case_id", rest)
		sql, args = sql+" AND "+tests, append(args, more...)
	}
	either.and("c.id IN (SELECT t.case_id FROM case_terms t WHERE "+sql+")", args...)
	return nil
}

// tested writes that the case in a column has the terms.
func tested(column string, blind []any) (sql string, args []any) {
	tests := make([]string, len(blind))
	for i := range blind {
		tests[i] = "EXISTS (SELECT 1 FROM case_terms u WHERE u.term = ? AND u.case_id = " + column + ")"
	}
	return "(" + strings.Join(tests, " AND ") + ")", blind
}

// itemsNamed returns the items of the cases here whose name contains the text.
func (s *Store) itemsNamed(ctx context.Context, text string) ([]any, error) {
	if utf8.RuneCountInString(text) < 2 {
		return nil, nil
	}
	rows, err := s.read.QueryContext(ctx, "SELECT DISTINCT item FROM usage WHERE instr(name, ?) > 0 LIMIT 200", text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var items []any
	for rows.Next() {
		var item string
		if err := rows.Scan(&item); err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, rows.Err()
}

// fits compares what looking up left uncertain.
func (s *Store) fits(words []word, c *yichuang.Summary, others []string) bool {
	for _, w := range words {
		if !w.certain && !strings.Contains(c.ItemName, w.text) && !s.matches(append(others, c.Applicant), w.text) {
			return false
		}
	}
	return true
}
