package store_test

import (
	"slices"
	"testing"

	"yichuang"
	"yichuang/internal/testkit"
	"yichuang/store"
)

// The cases of a bundle are found by its lead, whatever order they came in, and after a
// rebuild as before.
func TestCasesOfABundle(t *testing.T) {
	s := newStore(t, store.Options{})
	if _, err := s.PutItems(t.Context(), testkit.Items(testkit.FillItems)); err != nil {
		t.Fatal(err)
	}
	alone := open(t, s, 1)
	place := &yichuang.BundlePlace{Name: "测试一件事"}
	var numbers []yichuang.CaseNumber
	for i := range 3 {
		opened := testkit.Opened(2+i, testkit.FillItems)
		opened.Bundle = place
		c, err := s.OpenCase(t.Context(), clerk, testkit.Region, opened)
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, c.Number)
		place = &yichuang.BundlePlace{Name: place.Name, Lead: numbers[0]}
	}
	for range 2 {
		all, err := s.Bundle(t.Context(), numbers[0])
		var got []yichuang.CaseNumber
		for _, c := range all {
			got = append(got, c.Number)
		}
		if err != nil || !slices.Equal(got, numbers) {
			t.Errorf("%v, %v, want %v", got, err, numbers)
		}
		for _, n := range []yichuang.CaseNumber{alone.Number, numbers[1], ""} {
			if all, err := s.Bundle(t.Context(), n); err != nil || len(all) != 0 {
				t.Errorf("%q leads %d cases, %v", n, len(all), err)
			}
		}
		if _, err := s.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
