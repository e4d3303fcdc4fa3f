package testkit_test

import (
	"path/filepath"
	"testing"
	"yichuang"

	"yichuang/internal/testkit"
	"yichuang/store"
)

// TestFill shows that a filled store is sound and has work in every group of
// the desk.
func TestFill(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "fill.db")
	if err := testkit.Fill(ctx, path, 500, store.Options{}); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	h, err := s.Check(ctx)
	if err != nil || len(h.Problems) > 0 || h.Cases != 500 {
		t.Fatalf("%+v, %v", h, err)
	}
	desk, err := s.Desk(ctx, yichuang.User{ID: testkit.FillClerk, Role: yichuang.RoleWindow}, testkit.FillEnd)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range desk.Groups {
		t.Log(g.Title, g.Total, len(g.Cases))
	}
	if len(desk.Groups) != 6 || desk.Taken == 0 {
		t.Errorf("%d groups, %d taken today", len(desk.Groups), desk.Taken)
	}
}
