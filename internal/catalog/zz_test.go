package catalog
import ("testing";"fmt";"time";"yichuang")
func TestZ(t *testing.T){
 s:=time.Now(); r:=LintDir(SampleFS(), yichuang.Date{2026,11,22}); fmt.Println(time.Since(s), r.Files,r.Items,r.Errors,r.Warnings)
 n:=map[string]int{}
 for _,i:=range r.Issues{ n[string(i.Severity)+" "+i.Rule]++; if i.Rule!="to-confirm"&&i.Rule!="answers-unmatched" {fmt.Println(i.File,i.Line,i.Severity,i.Rule,i.Message,"|",i.Text)}}
 fmt.Println(n)
}
