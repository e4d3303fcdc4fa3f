package central_test

import (
	"bytes"
	"strings"
	"testing"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
)

// worked has two seats work on a few cases, so that there is some of everything:
// cases of both, one that both work on, a step that was refused, a declined one.
func worked(t testing.TB, c *central.Centre) (a, b *seat) {
	t.Helper()
	a, b = enrol(t, c, window("W01", 1)), enrol(t, c, window("W02", 2))
	n := a.take(0, testkit.Reviewed(false)...).Number
	a.take(1, testkit.Reviewed(true)...)
	a.sync()
	b.sync()
	a.do(n, testkit.Accepted(testkit.FillEnd, testkit.FillEnd))
	b.do(n, testkit.Accepted(testkit.FillEnd, testkit.FillEnd))
	b.take(2, testkit.Scenario())
	for i := range 5 {
		a.take(3+i, testkit.Reviewed(false)...)
		a.push()
	}
	a.sync()
	b.sync()
	a.pull()
	return a, b
}

func verified(t testing.TB, c *central.Centre) central.Verified {
	t.Helper()
	all, err := c.Verify(t.Context(), hall)
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	return all[0]
}

func TestVerify(t *testing.T) {
	each(t, func(t *testing.T, c *central.Centre) {
		worked(t, c)
		v := verified(t, c)
		if v.Terminals != 2 || v.Cases != 8 || v.Refused != 1 || v.Events != 60 || v.Vouchers != 7 {
			t.Errorf("%+v", v)
		}
		if _, err := c.Verify(t.Context(), "elsewhere"); yichuang.CodeOf(err) != yichuang.NotFound {
			t.Errorf("a hall that there is not: %v", err)
		}
	})
}

// Whatever is changed behind the centre's back is found, and named with its place.
func TestVerifyFindsWhatWasChanged(t *testing.T) {
	const at = "pos = (SELECT max(pos) FROM runs WHERE terminal = 'W01.0')"
	for _, tt := range []struct {
		what, query string
		says        []string
	}{
		{"a run is gone", "DELETE FROM runs WHERE pos = 9", []string{"terminal W01.0, event", "the position before it is 8"}},
		{"the last run is gone", "DELETE FROM runs WHERE pos = (SELECT max(pos) FROM runs)", []string{"the chain ends here"}},
		{"a run has another place", "UPDATE runs SET pos = pos + 1000 WHERE " + at, []string{"the position before it is", "is missing or stands twice"}},
		{"a run has another seq", "UPDATE runs SET seq = seq + 1 WHERE " + at, []string{"terminal W01.0", "the terminal's event before it"}},
		{"a run is somebody else's", "UPDATE runs SET terminal = 'W02.0' WHERE pos = 1", []string{"terminal W01.0, event 9, position 9", "is missing or stands twice"}},
		{"a run is nobody's", "UPDATE runs SET terminal = 'W99.0' WHERE pos = 1", []string{"terminal W99.0, event 1, position 1", "not known"}},
		{"a run is of another case", "UPDATE runs SET number = (SELECT max(number) FROM cases) WHERE pos = 1", []string{"event 1, position 1", "the line is that of"}},
		{"a body is rubbish", "UPDATE runs SET body = voucher WHERE " + at, []string{"terminal W01.0", "cannot be read"}},
		{"a voucher is another one", "UPDATE runs SET voucher = (SELECT voucher FROM runs WHERE pos = (SELECT max(pos) FROM runs)) WHERE " + at, []string{"terminal W01.0", "did not sign"}},
		{"the last voucher is gone", "UPDATE runs SET voucher = NULL WHERE " + at, []string{"terminal W01.0", "signed its events up to"}},
		{"a key is another one", "UPDATE terminals SET key = head WHERE id = 'W01.0'", []string{"terminal W01.0", "did not sign"}},
		{"a terminal has more", "UPDATE terminals SET acked = acked + 1 WHERE id = 'W01.0'", []string{"terminal W01.0", "the chain ends here"}},
		{"the hall has more", "UPDATE halls SET position = position + 1", []string{"the events end here"}},
		{"the hall has other figures", "UPDATE halls SET open = open - 1", []string{"has 8 cases"}},
		{"a case has no row", "DELETE FROM cases WHERE number = (SELECT max(number) FROM cases)", []string{"the case has no row"}},
		{"a row has no case", "INSERT INTO cases SELECT hall, '150627261120001100017', events, stage, open, department FROM cases WHERE number = (SELECT max(number) FROM cases)", []string{"150627261120001100017", "no events"}},
		{"a case is elsewhere", "UPDATE cases SET stage = 'declined', open = 0 WHERE number = (SELECT max(number) FROM cases)", []string{"by its events"}},
		{"a refused event was taken", "UPDATE runs SET refused = NULL WHERE refused IS NOT NULL", []string{"do not follow each other"}},
		{"a run counts wrongly", "UPDATE runs SET idx = idx + 1 WHERE pos = (SELECT max(pos) FROM runs)", []string{"stand before it"}},
	} {
		t.Run(strings.ReplaceAll(tt.what, " ", "-"), func(t *testing.T) {
			c := open(t, central.Options{Data: t.TempDir()})
			worked(t, c)
			if err := c.Exec(t.Context(), tt.query); err != nil {
				t.Fatal(err)
			}
			wantDamaged(t, c, tt.says)
		})
	}
	t.Run("a-line-was-changed", func(t *testing.T) {
		c := open(t, central.Options{Data: t.TempDir()})
		worked(t, c)
		err := c.Rewrite(t.Context(), hall, 1, func(line []byte) []byte {
			return bytes.Replace(line, []byte("测试路"), []byte("他人路"), 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		wantDamaged(t, c, []string{"hall test, terminal W01.0, event ", "did not sign", "behind event 0"})
	})
}

func wantDamaged(t *testing.T, c *central.Centre, says []string) {
	t.Helper()
	_, err := c.Verify(t.Context(), hall)
	if yichuang.CodeOf(err) != yichuang.Damaged {
		t.Fatalf("not noticed: %v", err)
	}
	for _, words := range says {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("it does not say %q: %v", words, err)
		}
	}
}
