package paper

import (
	"bytes"
	"sync"
	"testing"
)

// TestTogether draws papers in several goroutines: they share the font and
// nothing else.
func TestTogether(t *testing.T) {
	want, _, err := PDF(acceptanceSample(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	slip, _, err := ESCPOS(acceptanceSample(), Roll80, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 3 {
				if got, _, err := PDF(acceptanceSample(), Options{}); err != nil || !bytes.Equal(got, want) {
					t.Errorf("another PDF (%v)", err)
				}
				if got, _, err := ESCPOS(acceptanceSample(), Roll80, Options{}); err != nil || !bytes.Equal(got, slip) {
					t.Errorf("another slip (%v)", err)
				}
			}
		})
	}
	group.Wait()
}

func BenchmarkPDF(b *testing.B) {
	doc := acceptanceSample()
	for b.Loop() {
		data, _, err := PDF(doc, Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(data)), "bytes")
	}
}

func BenchmarkESCPOS(b *testing.B) {
	doc := acceptanceSample()
	for b.Loop() {
		if _, _, err := ESCPOS(doc, Roll80, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkText(b *testing.B) {
	doc := acceptanceSample()
	for b.Loop() {
		Text(doc, 80)
	}
}
