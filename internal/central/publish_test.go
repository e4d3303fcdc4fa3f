package central_test

import (
	"bytes"
	"io/fs"
	"os"
	"slices"
	"sync"
	"testing"
	"testing/fstest"

	"yichuang"
	"yichuang/internal/catalog"
	"yichuang/internal/central"
	"yichuang/internal/pin"
	"yichuang/internal/wire"
)

var clerk = yichuang.User{ID: "1001", Name: "甲某", Role: yichuang.RoleWindow}

// sampleFiles are the first item files of the samples.
func sampleFiles(n int) fstest.MapFS {
	files := fstest.MapFS{}
	all := catalog.SampleFS()
	names, _ := fs.Glob(all, "*.yaml")
	for _, name := range names[:n] {
		raw, _ := fs.ReadFile(all, name)
		files[name] = &fstest.MapFile{Data: raw}
	}
	return files
}

// published is what a terminal has of a hall behind a revision, in as many answers as
// it takes.
func published(t testing.TB, c *central.Centre, after int64) *yichuang.Published {
	t.Helper()
	all := new(yichuang.Published)
	for {
		body, err := c.Reference(t.Context(), hall, after)
		if err != nil {
			t.Fatal(err)
		}
		p, more, err := wire.ParseReference(body)
		if err != nil {
			t.Fatal(err)
		}
		all.Items, all.Withdrawn = append(all.Items, p.Items...), append(all.Withdrawn, p.Withdrawn...)
		all.Users, all.Revision = append(all.Users, p.Users...), p.Revision
		if p.Hall != nil {
			all.Hall = p.Hall
		}
		if p.Calendar != nil {
			all.Calendar = p.Calendar
		}
		if after = p.Revision; !more {
			return all
		}
	}
}

// A release holds what changed and nothing else; an item that comes back is there
// again, and open cases find every edition that ever was.
func TestReleases(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		files := sampleFiles(5)
		publish := func(note string) *central.Release {
			t.Helper()
			p, err := c.Propose(t.Context(), files)
			if err != nil {
				t.Fatal(err)
			}
			r, err := c.Publish(t.Context(), p, note)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		if r := publish("首批\n事项"); r.Number != 1 || r.Changed != 5 || r.Items != 5 || r.Note != "首批 事项" {
			t.Errorf("%+v", r)
		}
		if r := publish("没有变化"); r != nil {
			t.Errorf("nothing changed: %+v", r)
		}
		first := published(t, c, 0)
		names := slices.Collect(func(yield func(string) bool) {
			for name := range files {
				if !yield(name) {
					return
				}
			}
		})
		slices.Sort(names)
		gone := files[names[0]]
		delete(files, names[0])
		was := catalog.Load(files).Items[0]
		for _, name := range names[1:] {
			files[name] = &fstest.MapFile{Data: bytes.Replace(files[name].Data, []byte(was.Name), []byte(was.Name+"（改）"), 1)}
		}
		r := publish("")
		delta := published(t, c, first.Revision)
		if r.Withdrawn != 1 || r.Changed < 1 || r.Items != 4 || len(delta.Withdrawn) != 1 || len(delta.Items) != r.Changed || delta.Revision != r.Revision {
			t.Errorf("%+v: %d items, %v", r, len(delta.Items), delta.Withdrawn)
		}
		if _, err := c.Item(t.Context(), was.Ref()); err != nil {
			t.Errorf("the edition before: %v", err)
		}
		files[names[0]] = gone
		if r := publish(""); r.Number != 3 || r.Changed != 1 || r.Withdrawn != 0 || r.Items != 5 {
			t.Errorf("it comes back: %+v", r)
		}
		if all := published(t, c, 0); len(all.Items) != 5 || len(all.Withdrawn) != 0 {
			t.Errorf("%d items, %v", len(all.Items), all.Withdrawn)
		}
		all, err := c.Releases(t.Context())
		if err != nil || len(all) != 3 || all[0].Number != 3 || all[2].Note != "首批 事项" {
			t.Errorf("%+v, %v", all, err)
		}
		departments, err := c.Departments(t.Context())
		if err != nil || len(departments) == 0 || !slices.IsSorted(departments) {
			t.Errorf("%v, %v", departments, err)
		}
	})
}

// An officer may belong to a department that only shares in approvals.
func TestDepartmentsThatShare(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		raw, err := os.ReadFile("../catalog/testdata/lint/shared.yaml")
		if err != nil {
			t.Fatal(err)
		}
		p, err := c.Propose(t.Context(), fstest.MapFS{"shared.yaml": {Data: raw}})
		if err == nil {
			_, err = c.Publish(t.Context(), p, "")
		}
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"旗交通运输局", "旗公安局", "旗卫生健康委员会"}
		if got, err := c.Departments(t.Context()); err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, %v", got, err)
		}
	})
}

// Item files with errors are refused with their report, and change nothing.
func TestBadCatalogues(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		before := dump(t, c)
		mixed := sampleFiles(3)
		raw, err := os.ReadFile("../catalog/testdata/lint/no-points.yaml")
		if err != nil {
			t.Fatal(err)
		}
		mixed["no-points.yaml"] = &fstest.MapFile{Data: raw}
		for _, tt := range []struct {
			what  string
			files fs.FS
			code  yichuang.Code
		}{
			{"one file with an error", mixed, yichuang.Invalid},
			{"a file that is none", fstest.MapFS{"a.yaml": {Data: []byte("{")}}, yichuang.Invalid},
			{"every rule broken", os.DirFS("../catalog/testdata/lint"), yichuang.Invalid},
			{"nothing", fstest.MapFS{}, yichuang.NotFound}, // it would withdraw everything
			{"other files", fstest.MapFS{"readme.txt": {Data: []byte("hello")}}, yichuang.NotFound},
		} {
			p, err := c.Propose(t.Context(), tt.files)
			if yichuang.CodeOf(err) != tt.code || tt.code == yichuang.Invalid && p.Report.Errors == 0 {
				t.Errorf("%s: %+v, %v", tt.what, p.Report, err)
			}
			if _, hint := yichuang.Explain(err); hint == "" {
				t.Errorf("%s: no hint", tt.what)
			}
			if r, err := c.Publish(t.Context(), p, ""); err == nil {
				t.Errorf("%s: published as %+v", tt.what, r)
			}
		}
		if dump(t, c) != before {
			t.Error("something was changed")
		}
	})
}

// What two administrators publish at the same moment does not mix: of two releases
// of the same one has nothing left to do, and a number is given once.
func TestPublishingAtOnce(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		p, err := c.Propose(t.Context(), sampleFiles(4))
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var releases, added int
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				r, err := c.Publish(t.Context(), p, "")
				errUser := c.AddUser(t.Context(), hall, clerk, "480261")
				mu.Lock()
				defer mu.Unlock()
				if err != nil || errUser != nil && yichuang.CodeOf(errUser) != yichuang.Conflict {
					t.Errorf("%v, %v", err, errUser)
				}
				if r != nil {
					releases++
				}
				if errUser == nil {
					added++
				}
			})
		}
		all.Wait()
		if releases != 1 || added != 1 {
			t.Errorf("%d releases, %d people", releases, added)
		}
		if got := published(t, c, 0); got.Revision != 1+4+1 || len(got.Items) != 4 || len(got.Users) != 1 { // the hall, the items, the person
			t.Errorf("revision %d, %d items, %d people", got.Revision, len(got.Items), len(got.Users))
		}
	})
}

// A person travels with the hash of the PIN, and a removed one with nothing but the
// number.
func TestPeople(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		if err := c.AddUser(t.Context(), hall, clerk, "480261"); err != nil {
			t.Fatal(err)
		}
		officer := yichuang.User{ID: "2001", Name: "乙某", Role: yichuang.RoleOfficer, Department: "教育局"}
		if err := c.AddUser(t.Context(), hall, officer, "739105"); err != nil {
			t.Fatal(err)
		}
		got := published(t, c, 0).Users
		if len(got) != 2 || got[0].User != clerk || !pin.Same(got[0].PIN, "480261") || got[1].User != officer {
			t.Errorf("%+v", got)
		}
		if err := c.SetPIN(t.Context(), hall, clerk.ID, "602817"); err != nil {
			t.Fatal(err)
		}
		if err := c.RemoveUser(t.Context(), hall, officer.ID); err != nil {
			t.Fatal(err)
		}
		got = published(t, c, 0).Users
		if len(got) != 2 || !pin.Same(got[0].PIN, "602817") || got[1] != (yichuang.PublishedUser{User: yichuang.User{ID: "2001"}, Removed: true}) {
			t.Errorf("%+v", got)
		}
		if people, err := c.Users(t.Context(), hall); err != nil || len(people) != 1 || people[0] != clerk {
			t.Errorf("%+v, %v", people, err)
		}
		if err := c.AddUser(t.Context(), hall, officer, "739105"); err != nil {
			t.Errorf("a number that is free again: %v", err)
		}
	})
}

// A year that is imported stands beside those before, or in place of the same one.
func TestCalendars(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		year := func(text string) *yichuang.Calendar {
			t.Helper()
			read, err := yichuang.ReadCalendar([]byte(`{"format": "yichuang-calendar", "version": 1, "years": [` + text + `]}`))
			if err != nil {
				t.Fatal(err)
			}
			return read
		}
		first := year(`{"year": 2027, "notice": "测试用通知", "off": [{"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}], "makeup": []}`)
		second := year(`{"year": 2028, "notice": "测试用通知", "off": [{"name": "元旦", "from": "2028-01-01", "to": "2028-01-02"}], "makeup": []}`)
		again := year(`{"year": 2027, "notice": "更正的通知", "off": [{"name": "元旦", "from": "2027-01-01", "to": "2027-01-01"}], "makeup": []}`)
		for _, added := range []*yichuang.Calendar{first, second, again} {
			if _, err := c.ImportCalendar(t.Context(), added); err != nil {
				t.Fatal(err)
			}
		}
		got, err := yichuang.ReadCalendar(published(t, c, 0).Calendar)
		if err != nil {
			t.Fatal(err)
		}
		if y, _ := got.Year(2027); !slices.Equal(got.Years(), []int{2027, 2028}) || y.Notice != "更正的通知" {
			t.Errorf("%v, %+v", got.Years(), y)
		}
	})
}

// Of what was refused, what nobody has settled is told.
func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		a, b := worked(t, c)
		all, err := c.Refusals(t.Context(), "")
		if err != nil || len(all) != 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		r := all[0]
		if r.Terminal != b.who.Terminal() || r.By != "1001" || r.Step == "" || r.Why.Message == "" || r.ItemName == "" || r.At.IsZero() {
			t.Errorf("%+v", r)
		}
		a.do(r.Case, &yichuang.RefusalSettled{Terminal: r.Terminal, Seq: r.Seq, Note: "已经受理过，不用再办"})
		a.sync()
		if all, err := c.Refusals(t.Context(), hall); err != nil || len(all) != 0 {
			t.Errorf("when it is settled: %+v, %v", all, err)
		}
	})
}
