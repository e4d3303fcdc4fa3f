package finder

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"yichuang"
)

func TestReadings(t *testing.T) {
	tests := []struct {
		char rune
		want string
	}{
		{'食', "shi"}, {'行', "xing hang heng"}, {'女', "nv"}, {'率', "lv shuai"}, {'〇', "ling yuan"},
		{'𬱖', "di"}, {'𠮷', "ji"}, {'a', ""}, {'1', ""}, {'，', ""}, {'ア', ""}, {utf8.RuneError, ""},
	}
	for _, tt := range tests {
		if got := strings.Join(readingsOf(tt.char), " "); got != tt.want {
			t.Errorf("readingsOf(%c) = %q, want %q", tt.char, got, tt.want)
		}
	}
}

// TestWordsAreReadable checks the hand-written list: every word has two
// characters at least, stands there once, and its readings are readings of its
// characters.
func TestWordsAreReadable(t *testing.T) {
	seen := map[string]bool{}
	for line := range dataLines(wordsText) {
		fields := strings.Fields(line)
		checkReadings(t, "words.txt", fields[0], fields[1:])
		if utf8.RuneCountInString(fields[0]) < 2 || seen[fields[0]] {
			t.Errorf("words.txt: %q is too short or stands there twice", fields[0])
		}
		seen[fields[0]] = true
	}
	if len(seen) < 500 {
		t.Errorf("words.txt has %d words only", len(seen))
	}
}

func TestSurnamesAreReadable(t *testing.T) {
	seen := map[string]bool{}
	for line := range dataLines(surnamesText) {
		fields := strings.Fields(line)
		name, read := fields[0], fields[1:]
		if len(read) != utf8.RuneCountInString(name) || seen[name] {
			t.Errorf("surnames.txt: %q stands there twice or lacks a reading", name)
		}
		seen[name] = true
		first, _ := utf8.DecodeRuneInString(name)
		if len(read) == 1 && readingsOf(first)[0] == read[0] {
			t.Errorf("surnames.txt: %q is read as usual and need not be listed", name)
		}
	}
}

// checkReadings reports readings that the characters do not have.
func checkReadings(t *testing.T, file, word string, readings []string) {
	t.Helper()
	chars := []rune(word)
	if len(readings) != 0 && len(readings) != len(chars) {
		t.Errorf("%s: %q has %d readings", file, word, len(readings))
		return
	}
	for i, s := range readings {
		if !slices.Contains(readingsOf(chars[i]), s) {
			t.Errorf("%s: %c in %q is not read %q but %q", file, chars[i], word, s, readingsOf(chars[i]))
		}
	}
}

func TestBuiltinAbbreviations(t *testing.T) {
	a, err := ParseAbbreviations(abbreviationsText)
	if err != nil {
		t.Fatal(err)
	}
	if a.rules < 80 {
		t.Errorf("%d rules only", a.rules)
	}
}

func TestParseAbbreviationsNamesTheLine(t *testing.T) {
	for _, line := range []string{"医保", "医保 =", "= 医疗保险", "医 = 医疗保险", "医保 = 险", "医保 > 医疗保险, "} {
		a, err := ParseAbbreviations("# 本大厅\n\n低保 = 最低生活保障\n" + line + "\n")
		wantOK := line == "医保 > 医疗保险, "
		if wantOK != (err == nil) {
			t.Errorf("%q: %v", line, err)
		}
		if err != nil {
			if msg, hint := yichuang.Explain(err); yichuang.CodeOf(err) != yichuang.Invalid || !strings.Contains(msg, "第4行") || hint == "" {
				t.Errorf("%q: %v", line, err)
			}
		}
		if a == nil || a.rules == 0 {
			t.Errorf("%q: the good line is lost", line)
		}
	}
}
