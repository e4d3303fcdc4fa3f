package catalog
import ("testing";"time";"fmt";"reflect";"os")
func TestZ(t *testing.T){
 s:=time.Now(); c:=Sample(); fmt.Println("sample",time.Since(s),len(c.Items),len(samplePacked))
 s=time.Now(); d:=Load(os.DirFS("items")); fmt.Println("load",time.Since(s),len(c.Items))
 fmt.Println(reflect.DeepEqual(c.Items,d.Items))
}
func BenchmarkUnpack(b *testing.B){ for b.Loop(){ Unpack(samplePacked)}}
