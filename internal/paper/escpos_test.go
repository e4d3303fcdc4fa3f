package paper

import (
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/readback"
)

// alphabet returns the characters that may stand on the slip of a document.
func alphabet(doc *yichuang.Document) string {
	all := []rune(strings.Join(textsOf(doc), "") + "：.U+〔〕□0123456789ABCDEF" + doc.Clerk + doc.Hall)
	slices.Sort(all)
	return string(slices.DeleteFunc(slices.Compact(all), func(r rune) bool { return r <= ' ' || r == '　' }))
}

func slip(t *testing.T, doc *yichuang.Document, profile Profile) (*readback.Roll, Report) {
	t.Helper()
	data, report, err := ESCPOS(doc, profile, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return readback.Feed(t, data, readback.Paper{Columns: profile.Columns, Letters: alphabet(doc), Font: readback.Font(t)}), report
}

// TestSlip prints every sample on both papers: the text says everything in order
// and as the golden file has it, and the code is the ticket.
func TestSlip(t *testing.T) {
	for name, doc := range samples() {
		for suffix, profile := range map[string]Profile{"58": Roll58, "80": Roll80} {
			r, report := slip(t, doc, profile)
			if len(report.Missing) > 0 {
				t.Errorf("%s: missing %q", name, report.Missing)
			}
			golden(t, name+"."+suffix+".slip", r.Text())
			if missing, ok := inOrder(r.Text(), slipTexts(doc)); !ok {
				t.Errorf("%s on %d columns: %q is missing or out of order", name, profile.Columns, missing)
			}
			if r.Cuts != 1 {
				t.Errorf("%s: cut %d times", name, r.Cuts)
			}
			if want := codesOf(doc); !slices.Equal(r.Codes, want) {
				t.Errorf("%s: QR codes say %q, want %q", name, r.Codes, want)
			}
			save(t, r, name+"-"+suffix)
		}
	}
}

// codesOf returns what the codes of a paper must say.
func codesOf(doc *yichuang.Document) []string {
	var all []string
	if doc.Ticket != "" {
		all = append(all, doc.Ticket)
	}
	if doc.Query.Code != "" {
		all = append(all, doc.Query.Page+"/p/"+string(doc.Case)+"?c="+string(doc.Query.Code))
	}
	return all
}

// save writes a picture of the slip to the folder $SLIPS, to look at it.
func save(t *testing.T, r *readback.Roll, name string) string {
	folder := os.Getenv("SLIPS")
	if folder == "" {
		folder = t.TempDir()
	}
	file := filepath.Join(folder, name+".png")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, r.Picture()); err != nil {
		t.Fatal(err)
	}
	return file
}

// slipTexts is textsOf with tables as they are told on a roll: the titles again
// in every row.
func slipTexts(doc *yichuang.Document) []string {
	flat := *doc
	flat.Body = slices.Clone(doc.Body)
	for i, b := range flat.Body {
		if b.Table == nil {
			continue
		}
		var cells []string
		for _, row := range b.Table.Rows {
			cells = append(cells, row...)
		}
		flat.Body[i] = yichuang.Block{Heading: b.Heading, Text: cells}
	}
	return textsOf(&flat)
}

// TestSlipDrawsWhatHasNoCode: lines with characters beyond GBK come as pictures
// that show the same text, and the lines around them stay text.
func TestSlipDrawsWhatHasNoCode(t *testing.T) {
	doc := &yichuang.Document{
		Title: "㛃䶮", Body: []yichuang.Block{{Fields: []yichuang.Field{{Label: "申请人", Value: "𬱖㭎(Wm) 12-3"}, {Label: "事项", Value: "食品经营"}}}},
	}
	r, report := slip(t, doc, Roll58)
	for _, want := range []string{"申请人：𬱖㭎(Wm) 12-3", "㛃䶮", "事项：食品经营"} {
		if !slices.Contains(r.Lines, want) {
			t.Errorf("%q is not on the slip:\n%s", want, r.Text())
		}
	}
	if r.Pictures != 2 || len(report.Missing) > 0 {
		t.Errorf("%d pictures, missing %q; want two and none", r.Pictures, report.Missing)
	}
}

func TestSlipNamesWhatNoFontHas(t *testing.T) {
	doc := &yichuang.Document{Body: []yichuang.Block{{Fields: []yichuang.Field{{Label: "申请人", Value: "𠮷某"}}}}}
	r, report := slip(t, doc, Roll58)
	if !strings.Contains(r.Text(), "申请人：□〔U+20BB7〕某") || !slices.Equal(report.Missing, []rune{'𠮷'}) {
		t.Errorf("missing %q in\n%s", report.Missing, r.Text())
	}
}

// TestSlipCodeAsDots: a printer without a QR command gets a picture; zbarimg
// reads it from the paper.
func TestSlipCodeAsDots(t *testing.T) {
	readback.Needs(t, "zbarimg", "zbar-tools")
	for _, profile := range []Profile{{Columns: 32, QRAsDots: true}, {Columns: 48, QRAsDots: true}, Roll58, Roll80} {
		for name, doc := range map[string]*yichuang.Document{"one": declineSample(), "two": progressSample()} {
			r, _ := slip(t, doc, profile)
			got := strings.Split(readback.Code(save(t, r, "code-"+name)), "\n")
			if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(codesOf(doc)))) {
				t.Errorf("%+v: read %q, want %q", profile, got, codesOf(doc))
			}
			if profile.QRAsDots && (len(r.Codes) > 0 || r.Cuts > 0) {
				t.Error("a command was used that the profile does not have")
			}
		}
	}
}

func TestSlipOfHostileDocuments(t *testing.T) {
	for name, doc := range hostile() {
		t.Run(name, func(t *testing.T) {
			for _, profile := range []Profile{Roll58, Roll80} {
				data, _, err := ESCPOS(doc, profile, Options{})
				if err != nil {
					t.Fatal(err)
				}
				readback.Feed(t, data, readback.Paper{Columns: profile.Columns})
			}
		})
	}
}

func TestParseProfile(t *testing.T) {
	for in, want := range map[string]Profile{"58": Roll58, "80": Roll80, " 80MM ": Roll80} {
		if got, err := ParseProfile(in); err != nil || got != want {
			t.Errorf("%q: %+v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "76", "8O"} {
		if _, err := ParseProfile(in); yichuang.CodeOf(err) != yichuang.Invalid {
			t.Errorf("%q was accepted: %v", in, err)
		}
	}
	if _, _, err := ESCPOS(receiptSample(), Profile{}, Options{}); yichuang.CodeOf(err) != yichuang.Invalid {
		t.Errorf("a printer without columns was accepted: %v", err)
	}
}

// FuzzESCPOS: no text makes a command of its own or a line that is too long.
func FuzzESCPOS(f *testing.F) {
	for _, doc := range samples() {
		for _, s := range textsOf(doc) {
			f.Add(s)
		}
	}
	f.Add("\x1d(k\x03\x001Q0")
	f.Add("\x00\xff𠮷㛃，，（（（€")
	profiles := maps.All(map[string]Profile{"58": Roll58, "80": Roll80})
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 500 {
			t.Skip()
		}
		for _, profile := range profiles {
			data, _, err := ESCPOS(fuzzed(s), profile, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r := readback.Feed(t, data, readback.Paper{Columns: profile.Columns}); len(r.Codes) > 0 || r.Cuts != 1 {
				t.Errorf("%q printed a code or cut the paper", s)
			}
		}
	})
}
