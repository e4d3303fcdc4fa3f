package central

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"yichuang"
)

// page is what a page says.
type page struct {
	status int    // 0 is 200
	kind   string // under which it is counted
	retry  time.Duration

	Hall    string // whose page it is, empty for nobody's in particular
	Heading string
	Lead    string
	Alert   bool // the applicant has to do something
	Blocks  []yichuang.Block
	Links   []link // to the cases of a bundle
	Foot    []string
	Form    form
}

// link leads to the page of another case; without Href there is none yet.
type link struct{ Href, Text, Note string }

// form is the form for number and code, with what was typed before.
type form struct {
	Shown                bool
	Action, Number, Code string
	Problem              string
}

var (
	//go:embed progress.html
	progressText string
	//go:embed progress.css
	progressStyle string

	progressPage = template.Must(template.New("progress").Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(progressStyle) },
		"tel":   telephone,
	}).Parse(progressText))
)

// telephone makes a link of a number that a telephone can dial, "" of anything else.
func telephone(number string) string {
	if number == "" || strings.Trim(number, "0123456789-") != "" {
		return ""
	}
	return strings.ReplaceAll(number, "-", "")
}

// policy lets a page be what it is and nothing else: no script, nothing from
// elsewhere (its empty icon is in the page), no frame around it.
var policy = func() string {
	sum := sha256.Sum256([]byte(progressStyle))
	return "default-src 'none'; img-src data:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}()

// write writes a page.
func (p *public) write(w http.ResponseWriter, made page) {
	if made.kind != "" {
		p.answers.WithLabelValues(made.kind).Inc()
	}
	h := w.Header()
	for name, value := range map[string]string{
		"Content-Security-Policy": policy, "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer",
		"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin", "Content-Language": "zh-CN",
	} {
		h.Set(name, value)
	}
	if made.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(made.retry.Seconds()))))
	}
	var body bytes.Buffer
	if err := progressPage.Execute(&body, made); err != nil { // the template is the program's own, and a page has nothing that fails
		p.Log.Error("the progress page cannot be drawn", "err", err)
		http.Error(w, "系统出错", http.StatusInternalServerError)
		return
	}
	p.answer(w, answer{kind: "text/html; charset=utf-8", status: made.status, body: body.Bytes()})
}
