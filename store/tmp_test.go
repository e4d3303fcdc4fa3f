package store_test
import ("testing";"yichuang/store";"slices";"time")
func BenchmarkPhases(b *testing.B){
 s := newStore(b, store.Options{})
 store.Phases=nil; store.Parts=nil
 judge(b,s)
 names:=[]string{"begin","f","commit"}
 for i:=range 3 { var d []time.Duration; for _,p:=range store.Phases{ d=append(d,p[i])}; slices.Sort(d); b.ReportMetric(float64(d[len(d)/2].Nanoseconds())/1000, "µs-"+names[i]) }
 for i,n:=range []string{"clone","encode","apply","insert","project"} { var d []time.Duration; for _,p:=range store.Parts{ d=append(d,p[i])}; slices.Sort(d); b.ReportMetric(float64(d[len(d)/2].Nanoseconds())/1000, "µs-f-"+n) }
}
