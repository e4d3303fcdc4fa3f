package main

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/readback"
)

// The centre says where the progress is shown; a receipt that was printed while there
// was no network carries it as a code that a telephone reads, and what it leads to is
// a friendly page at first, and the case once the seat is connected again.
func TestTheCodeOnAReceiptLeadsToItsProgress(t *testing.T) {
	readback.Needs(t, "zbarimg", "zbar-tools")
	o := openHQ(t)
	world, err := o.PublicHandler("")
	if err != nil {
		t.Fatal(err)
	}
	use := home(t)
	use()
	must(t, "enroll", o.address, o.code("W07", 7))
	about := yichuang.Hall{Name: "测试旗政务服务大厅", Region: "150627", Phone: "12345", Progress: "https://jd.example.test"}
	if err := o.SetHall(t.Context(), hqHall, about); err != nil {
		t.Fatal(err)
	}
	must(t, "sync", "now")
	o.down()
	out := must(t, "intake", "--by", "1001", applicationOf(t, "断网期间"))
	number := regexp.MustCompile(`150627-?\d{6}-?\d{3}-?\w-?\d{4}-?\d`).FindString(out)
	file := filepath.Join(t.TempDir(), "receipt.pdf")
	must(t, "paper", number, "--kind", "receipt", "--to", "pdf", "-o", file)
	codes := strings.Split(readback.Code(readback.PDFPicture(t, file)), "\n")
	i := slices.IndexFunc(codes, func(s string) bool { return strings.HasPrefix(s, about.Progress+"/p/150627") })
	if i < 0 {
		t.Fatalf("the receipt says %q", codes)
	}
	path := strings.TrimPrefix(codes[i], about.Progress)
	look := func(want int, says string) {
		t.Helper()
		w := httptest.NewRecorder()
		world.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != want || !strings.Contains(w.Body.String(), says) {
			t.Errorf("%s is answered %d, want %d and %s:\n%s", path, w.Code, want, says, w.Body)
		}
	}
	look(http.StatusNotFound, "等它联网以后才会在这里出现")
	o.up()
	must(t, "sync", "now")
	look(http.StatusOK, "承诺办结日期")
	if text := must(t, "paper", number, "--kind", "receipt", "--to", "text"); !strings.Contains(text, "查询码：") || strings.Contains(text, "不完全相同") {
		t.Errorf("%s", text)
	}
}
