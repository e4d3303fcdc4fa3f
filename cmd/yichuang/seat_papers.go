package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"yichuang"
	"yichuang/internal/paper"
)

// Prepare puts every paper that the window and the hand-over desk owe on record,
// each with its number.
func (s *seat) Prepare(ctx context.Context, by yichuang.UserID, n yichuang.CaseNumber) (*yichuang.Case, error) {
	return s.PrepareOf(ctx, by, n, "")
}

// PrepareOf is Prepare for a department, which gives papers of its own.
func (s *seat) PrepareOf(ctx context.Context, by yichuang.UserID, n yichuang.CaseNumber, department string) (*yichuang.Case, error) {
	c, item, err := s.Load(ctx, n)
	if err != nil {
		return nil, err
	}
	bodies, err := s.papersDue(ctx, by, record{c, item}, department)
	if err != nil {
		return nil, err
	}
	if len(bodies) == 0 {
		return c, nil
	}
	if _, err := s.key(ctx); err != nil { // from now on others sign it who may only read
		return nil, err
	}
	return s.Append(ctx, by, c, bodies...)
}

// record is a case with its item.
type record struct {
	c    *yichuang.Case
	item *yichuang.Item
}

// papersDue is what puts the papers that are due on record. Two of a kind get
// numbers that follow each other.
func (s *seat) papersDue(ctx context.Context, by yichuang.UserID, r record, department string) ([]yichuang.Body, error) {
	var bodies []yichuang.Body
	facts := s.facts(ctx, r, by, yichuang.DateOf(s.now()))
	facts.Department = department
	with := r.c.Clone()
	code, err := queryCode(r.c)
	if err != nil {
		return nil, err
	}
	for _, k := range yichuang.PapersDueOf(r.c, department) {
		number := yichuang.PaperNumber(with, k)
		d, err := yichuang.NewDocument(k, number, facts)
		if err != nil {
			return nil, err
		}
		with.Papers = append(with.Papers, yichuang.Paper{Kind: k, Number: number})
		p := &yichuang.PaperPrepared{Paper: k, Number: number, Sum: d.Sum(), Department: department}
		if k.CarriesQuery() {
			p.Query = code
		}
		bodies = append(bodies, p)
	}
	return bodies, nil
}

// queryCode is the code of the case's earlier papers, or a new one: an applicant
// has one code, whichever paper he holds.
func queryCode(c *yichuang.Case) (yichuang.QueryCode, error) {
	if code := c.QueryCode(); code != "" {
		return code, nil
	}
	return yichuang.NewQueryCode(rand.Reader)
}

func (s *seat) facts(ctx context.Context, r record, by yichuang.UserID, day yichuang.Date) yichuang.PaperFacts {
	return yichuang.PaperFacts{Item: r.item, Case: r.c, Hall: s.hall(), Clerk: s.clerk(ctx, by), Day: day, Calendar: s.Circumstances().Calendar}
}

// Document makes a paper of a case again as it was when it was prepared: from
// the case as it stood then, so that a reprint says what the first printing said.
func (s *seat) Document(ctx context.Context, n yichuang.CaseNumber, number string) (*yichuang.Document, error) {
	events, err := s.History(ctx, n)
	if err != nil {
		return nil, err
	}
	c := new(yichuang.Case)
	for _, e := range events {
		if p, ok := e.Body.(*yichuang.PaperPrepared); ok && p.Number == number {
			item, err := s.itemOf(ctx, c.Item)
			if err != nil {
				return nil, err
			}
			facts := s.facts(ctx, record{c, item}, e.By, e.Day())
			facts.Department = p.Department
			d, err := yichuang.NewDocument(p.Paper, number, facts)
			if err != nil {
				return nil, err
			}
			if page := facts.Hall.Progress; page != "" && p.Query != "" {
				d.Query = yichuang.Query{Page: page, Code: p.Query}
			}
			return d, s.printing(ctx, d, max(printed(events, number), 1))
		}
		if err := c.Take(e); err != nil {
			return nil, err
		}
	}
	return nil, &yichuang.Error{Code: yichuang.NotFound, Message: "该办件没有编号为“" + number + "”的文书", Hint: "请在办件的文书列表中选择"}
}

func printed(events []yichuang.Event, number string) int {
	n := 0
	for _, e := range events {
		if p, ok := e.Body.(*yichuang.PaperPrinted); ok && p.Number == number {
			n = p.Count
		}
	}
	return n
}

// printing says on the paper which printing it is, and puts the code on it by
// which any terminal can tell it from a forgery.
func (s *seat) printing(ctx context.Context, d *yichuang.Document, count int) error {
	d.Print = yichuang.Print{Count: count, At: s.now()}
	key, err := s.key(ctx)
	if err != nil {
		return err
	}
	d.Ticket = yichuang.SignTicket(key, yichuang.Ticket{Case: d.Case, Kind: d.Kind, Print: d.Print.Count})
	return nil
}

func (s *seat) key(ctx context.Context) (ed25519.PrivateKey, error) {
	db, err := s.data()
	if err != nil {
		return nil, err
	}
	return db.Key(ctx)
}

// Print writes the paper as files and notes the printing. A second printing is a
// reprint and carries its number.
func (s *seat) Print(ctx context.Context, by yichuang.UserID, n yichuang.CaseNumber, number string) (string, *yichuang.Case, error) {
	d, err := s.Document(ctx, n, number)
	if err != nil {
		return "", nil, err
	}
	c, _, err := s.Load(ctx, n)
	if err != nil {
		return "", nil, err
	}
	count, name := c.Paper(number).Count+1, number
	if count > 1 {
		name += fmt.Sprintf("-补打%d", count-1)
	}
	if err := s.printing(ctx, d, count); err != nil {
		return "", nil, err
	}
	where, warning, err := s.spool(d, name)
	if err != nil {
		return "", nil, err
	}
	warning += unlike(c.Paper(number), d)
	c, err = s.Append(ctx, by, c, &yichuang.PaperPrinted{Number: number, Count: count, To: where})
	return where + warning, c, err
}

// unlike says that a paper made again is not what was put on record: since then
// the hall's name or number, or a clerk's name, has become another.
func unlike(p *yichuang.Paper, d *yichuang.Document) string {
	if p.Sum == "" || p.Sum == d.Sum() {
		return ""
	}
	return "（注意：大厅设置或者人员姓名改过，这份与首次出具的内容不完全相同）"
}

// PrintList writes a list of materials, which belongs to no case.
func (s *seat) PrintList(_ context.Context, d *yichuang.Document) (string, error) {
	return s.printSheet(d, "材料清单-"+s.now().Format("20060102-150405"), false)
}

// spool writes the files of one printing: the A4 page, and the slip of the
// receipt roll. A file is there complete or not at all. warning tells what no
// font could draw, empty when all is well.
func (s *seat) spool(d *yichuang.Document, name string) (where, warning string, err error) {
	c := s.settings()
	folder := filepath.Join(c.papers(), d.Print.At.In(yichuang.Shanghai).Format("2006-01-02"))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", "", paperError(folder, err)
	}
	for _, form := range []string{"pdf", "escpos"} {
		raw, report, err := render(d, form, c)
		if err != nil {
			return "", "", err
		}
		file := filepath.Join(folder, name+"."+form)
		if err := writeWhole(file, raw); err != nil {
			return "", "", paperError(file, err)
		}
		if form == "pdf" {
			where, warning = file, unprintable(report)
		}
	}
	return where, warning, nil
}

// unprintable says which characters did not come out, and why an extra font that
// should have drawn them did not help.
func unprintable(r paper.Report) string {
	if len(r.Missing) == 0 {
		return ""
	}
	s := fmt.Sprintf("（注意：“%s”字库里没有，纸上是方框，请手写补上）", string(r.Missing))
	if r.ExtraFont != nil {
		s += "；补充字体用不了：" + r.ExtraFont.Error()
	}
	return s
}

func paperError(where string, err error) error {
	return &yichuang.Error{Code: yichuang.Full, Message: "文书写不到 " + where, Hint: "请检查磁盘空间和目录权限；办件已经保存，稍后可以再打印", Err: err}
}

// render turns a paper into one of the forms that printers and people take.
func render(d *yichuang.Document, to string, c *config) ([]byte, paper.Report, error) {
	o := paper.Options{ExtraFont: c.Paper.Font}
	switch to {
	case "text":
		return []byte(paper.Text(d, 80)), paper.Report{}, nil
	case "escpos":
		profile := paper.Roll80
		if c.Paper.Roll == 58 {
			profile = paper.Roll58
		}
		return paper.ESCPOS(d, profile, o)
	}
	return paper.PDF(d, o)
}

// writeWhole writes a file so that it is there complete or as it was before.
func writeWhole(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".writing-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already when all went well
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// Preview shows a paper as text, width columns wide.
func (s *seat) Preview(d *yichuang.Document, width int) string { return paper.Text(d, width) }

// TicketCase returns the case that a scanned code or a typed number names. A paper
// may have been printed at any terminal of the hall, so every key that is known
// here is tried. Denied is returned for a signature that none of them made: the
// paper may be forged. Where even the terminal that issued the number is not known
// yet, nothing can be told, and the code is believed.
func (s *seat) TicketCase(scanned string) (yichuang.CaseNumber, error) {
	t, err := yichuang.ParseTicket(scanned)
	if err != nil {
		return "", err
	}
	if !t.Signed() {
		return t.Case, nil
	}
	signers, knows, err := s.signers(t.Case)
	if err != nil {
		return "", err
	}
	for _, signer := range signers {
		switch {
		case !t.Verify(signer.Key):
		case signer.Revoked:
			return "", &yichuang.Error{Code: yichuang.Denied, Message: "打印这份文书的终端" + signer.ID.Seat() + "已被停用", Hint: "请当面核对办件编号，并告知督导人员"}
		default:
			return t.Case, nil
		}
	}
	if !knows {
		return t.Case, nil
	}
	return "", &yichuang.Error{Code: yichuang.Denied, Message: "二维码的签名不对，这份文书可能是伪造的", Hint: "请当面核对办件编号，并告知督导人员"}
}

// signers are the terminals whose keys are known here, this one first. knows tells
// whether the one that issued the number is among them.
func (s *seat) signers(n yichuang.CaseNumber) (all []yichuang.PublishedTerminal, knows bool, err error) {
	c := s.settings()
	parts, err := yichuang.ParseNumber(string(n))
	if err != nil || parts.Region != c.Hall.Region {
		return nil, false, err
	}
	key, err := s.key(context.Background())
	if err != nil {
		return nil, false, err
	}
	db, err := s.data()
	if err != nil {
		return nil, false, err
	}
	others, err := db.Terminals(context.Background())
	if err != nil {
		return nil, false, err
	}
	all = append([]yichuang.PublishedTerminal{{Terminal: c.terminal(), Key: key.Public().(ed25519.PublicKey)}}, others...)
	knows = slices.ContainsFunc(all, func(t yichuang.PublishedTerminal) bool { return t.Window == parts.Window && t.Epoch == parts.Epoch })
	return all, knows, nil
}

// paperOf returns the latest paper of a kind in a case.
func paperOf(c *yichuang.Case, k yichuang.DocumentKind) *yichuang.Paper {
	for _, p := range slices.Backward(c.Papers) {
		if p.Kind == k {
			return &p
		}
	}
	return nil
}
