package store_test
import ("testing";"yichuang/store";"yichuang/internal/testkit";"yichuang")
func BenchmarkJudgeCPU(b *testing.B){
	s := newStore(b, store.Options{})
	s.Pragma(b.Context(),"synchronous=OFF")
	c := open(b, s, 1, testkit.Scenario(), &yichuang.MaterialTaken{Material: "m1", Presence: yichuang.Held, Originals: 1})
	for b.Loop() {
		next, err := s.Append(b.Context(), clerk, c.Number, c.Events, &yichuang.PointsJudged{Material: "m1",
			Points: []yichuang.Judgement{{No: 1 + c.Events%testkit.PointsEach, Verdict: yichuang.Pass}}})
		if err != nil { b.Fatal(err) }
		c = next
	}
}
func BenchmarkBareCPU(b *testing.B){
	stmt := bareTable(b)
	stmt.Exec(bareBody)
	for b.Loop() { if _, err := stmt.Exec(bareBody); err != nil { b.Fatal(err) } }
}
