package central_test

import (
	"strings"
	"sync"
	"testing"

	"yichuang"
	"yichuang/internal/central"
	"yichuang/internal/testkit"
)

// kinds runs a test with the options of each kind of database, an empty one.
func kinds(t *testing.T, f func(t *testing.T, o central.Options)) {
	t.Run("sqlite", func(t *testing.T) { f(t, central.Options{Data: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) {
		f(t, central.Options{Database: testkit.Postgres(t), Data: t.TempDir()})
	})
}

// Several centres that start at once on an empty database become one: neither the
// schema nor the authority is made twice.
func TestStartingAtOnce(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		all := make([]*central.Centre, 6)
		errs := make([]error, len(all))
		var begun sync.WaitGroup
		for i := range all {
			begun.Go(func() { all[i], errs[i] = central.Open(t.Context(), o) })
		}
		begun.Wait()
		for i, c := range all {
			if errs[i] != nil {
				t.Fatal(errs[i])
			}
			if c.Print() != all[0].Print() || c.Incarnation() != all[0].Incarnation() {
				t.Errorf("centre %d is another one", i)
			}
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

// A command finds the centre that is there, and makes none.
func TestCommandsMakeNoCentre(t *testing.T) {
	kinds(t, func(t *testing.T, o central.Options) {
		beside := o
		beside.Existing = true
		if _, err := central.Open(t.Context(), beside); yichuang.CodeOf(err) != yichuang.NotFound {
			t.Errorf("where there is none: %v", err)
		}
		c, err := central.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		command, err := central.Open(t.Context(), beside)
		if err != nil {
			t.Fatal(err)
		}
		if err := command.AddHall(t.Context(), hall, yichuang.Hall{Name: "测试大厅", Region: testkit.Region}); err != nil {
			t.Error(err)
		}
		if err := command.Close(); err != nil {
			t.Error(err)
		}
		if halls, err := c.Halls(t.Context()); err != nil || len(halls) != 1 {
			t.Errorf("%+v, %v", halls, err)
		}
	})
}

// Where a case is looked for, the rest of its hall is left alone, and where a message
// is looked at, the rest of its subscription.
func TestNothingIsLookedThrough(t *testing.T) {
	c := open(t, central.Options{Data: t.TempDir()})
	plans, err := c.Plans(t.Context())
	if err != nil || !strings.Contains(plans, "USING PRIMARY KEY (hall=? AND pos=?)") || !strings.Contains(plans, "COVERING INDEX runs_case (hall=? AND number=?)") ||
		!strings.Contains(plans, "COVERING INDEX deliveries_case (hook=? AND number=?)") {
		t.Errorf("%v\n%s", err, plans)
	}
}
