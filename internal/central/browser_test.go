package central_test

import (
	"context"
	"iter"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/readback"
	"yichuang/internal/testkit"
)

// browser is a telephone's browser that looks at pages.
type browser struct {
	t       *testing.T
	ctx     context.Context
	url     string
	console iter.Seq2[chromedp.ConsoleMessage, error]
}

// browse starts Chromium without a window before the pages of a centre.
func browse(t *testing.T, c *central.Centre) *browser {
	t.Helper()
	program := readback.Needs(t, "chromium", "chromium")
	h, err := c.PublicHandler("")
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox, // root and containers have none, and the pages are our own
		chromedp.WSURLReadTimeout(2*time.Minute))
	ctx, ended := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(ended)
	ctx, closed := chromedp.NewContext(ctx)
	t.Cleanup(closed)
	return &browser{t: t, ctx: ctx, url: s.URL, console: chromedp.Console(ctx)}
}

func (b *browser) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ask(b, func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		ctx, done := context.WithTimeout(ctx, patience)
		defer done()
		return chromedp.Void{}, chromedp.Do(ctx, actions...)
	})
}

// patience is how long a browser on a busy machine may take for what a person does at
// once.
const patience = 2 * time.Minute

// ask does something in the browser that answers.
func ask[T any](b *browser, action chromedp.Action[T]) T {
	b.t.Helper()
	answer, err := chromedp.Run(b.ctx, action)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer
}

// complaints are what the browser wrote to its console so far.
func (b *browser) complaints() []string {
	b.t.Helper()
	const end = "that is all"
	ask(b, chromedp.Evaluate[any](`console.log("`+end+`"), 1`))
	var all []string
	for m, err := range b.console {
		switch {
		case err != nil:
			b.t.Fatal(err)
		case m.Text == end:
			return all
		case !strings.Contains(m.Text, "status of 4"): // a page that says no is meant to
			all = append(all, m.String())
		}
	}
	return all
}

// faults lists what is wrong with a page as it is drawn: what reaches beyond the
// screen, letters that are too small or too pale (WCAG 2.2 AA, 1.4.3), fields without
// a label, and what is too small for a finger.
const faults = `(() => {
	const found = [], wide = document.documentElement.clientWidth;
	const light = c => c.map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
	const rgb = s => s.match(/[\d.]+/g).map(Number);
	const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] === 1) return c.slice(0, 3); } return [255, 255, 255]; };
	if (document.documentElement.scrollWidth > wide) found.push('the page is ' + document.documentElement.scrollWidth + ' wide');
	if (document.documentElement.lang !== 'zh-CN') found.push('the language is not told');
	if (document.querySelectorAll('h1').length !== 1) found.push('not one heading');
	if (document.scripts.length) found.push('there are scripts');
	for (const e of document.querySelectorAll('body *')) {
		const r = e.getBoundingClientRect(), style = getComputedStyle(e), what = e.tagName + ' ' + e.textContent.trim().slice(0, 20);
		if (r.width && (r.right > wide + 0.5 || r.left < -0.5)) found.push(what + ' ends at ' + r.right);
		if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
		if (parseFloat(style.fontSize) < 16) found.push(what + ' is ' + style.fontSize + ' high');
		const [a, b] = [light(rgb(style.color)), light(behind(e))].sort((x, y) => y - x);
		if ((a + 0.05) / (b + 0.05) < 4.5) found.push(what + ' is pale');
	}
	for (const e of document.querySelectorAll('input')) if (!e.labels.length) found.push(e.name + ' has no label');
	for (const e of document.querySelectorAll('input, button')) if (e.getBoundingClientRect().height < 44) found.push(e.tagName + ' is too small');
	return found;
})()`

// looks opens a page on a telephone, and returns what it says. Its picture goes to
// the folder $PAGES, to look at it.
func (b *browser) looks(name, path string, width int64) string {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, 740, chromedp.EmulateMobile, chromedp.EmulateScale(2)), chromedp.Navigate(b.url+path))
	for _, fault := range ask(b, chromedp.Evaluate[[]string](faults)) {
		b.t.Errorf("%s at %d: %s", name, width, fault)
	}
	if folder := os.Getenv("PAGES"); folder != "" && width == 360 {
		if err := os.WriteFile(filepath.Join(folder, name+".png"), ask(b, chromedp.FullScreenshot(100)), 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
	return ask(b, chromedp.Evaluate[string](`document.body.innerText`))
}

// Every page fits on a narrow telephone, can be read and operated, and shows what the
// centre wrote; the browser has nothing to complain of, its own rules against foreign
// content among it.
func TestPagesOnATelephone(t *testing.T) {
	c := pages(t, central.Options{Data: t.TempDir()})
	s := newScribe(t, c)
	all, b := stories(s), browse(t, c)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		text := b.looks(name, pageOf(s.writes(all[name]...)), 360)
		want, err := os.ReadFile(filepath.Join("testdata", "progress", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(want)), "\n")[1:] { // the first is the title
			if !strings.Contains(text, line) {
				t.Errorf("%s does not show %q:\n%s", name, line, text)
			}
		}
	}
	leads, member := s.bundle()
	b.looks("parted", pageOf(leads), 360)
	b.do(chromedp.Click(chromedp.CSS("main li a")), chromedp.WaitVisible(`//dd[contains(., "`+member.Pretty()+`")]`))
	long := testkit.Corrected()
	long.Findings[0].Name, long.Findings[0].Defect = strings.Repeat("很长的材料名称", 20), strings.Repeat("https://example.test/", 20)+strings.Repeat("W", 300)
	opened := openedAs(func(o *yichuang.Opened) { o.ItemName = strings.Repeat("Ａ1", 150) })
	b.looks("long", pageOf(s.writes(append(append([]yichuang.Body{opened}, testkit.Reviewed(true)...), receipt, long)...)), 360)
	b.looks("unknown", "/p/"+string(member)+"?c=11111111111111111111", 360)
	b.looks("mistyped", "/p?n=1&c=1", 360)
	b.looks("nowhere", "/nowhere", 360)
	for name, path := range map[string]string{"parted": pageOf(leads), "form": "/p"} {
		b.looks(name, path, 320)
	}
	if all := b.complaints(); len(all) > 0 {
		t.Errorf("the browser complains: %q", all)
	}
}

// The form is filled in as a person does, with groups and all, from every place where
// it stands.
func TestTheFormOnATelephone(t *testing.T) {
	c := pages(t, central.Options{Data: t.TempDir()})
	n := newScribe(t, c).writes(reviewed(false)...)
	b := browse(t, c)
	const number, code chromedp.CSS = "#n", "#c"
	for _, path := range []string{"/", "/p", "/p/" + string(n), "/p/" + string(n) + "?c=11111111111111111111"} {
		b.looks("form", path, 360)
		b.do(chromedp.Clear(number), chromedp.Clear(code), chromedp.SendKeys(number, n.Pretty()), chromedp.SendKeys(code, pageCode.Pretty()), chromedp.Click(chromedp.CSS("button")),
			chromedp.WaitVisible(`//h1[.="正在审查材料"]`))
		if at := ask(b, chromedp.Location()); !strings.HasPrefix(at, b.url+"/p?n=") {
			t.Errorf("from %s to %s", path, at)
		}
	}
}
