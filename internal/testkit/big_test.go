package testkit_test
import ("testing";"yichuang/internal/testkit";"yichuang/store";"os";"time";"runtime/pprof")
func TestBig(t *testing.T){
 os.RemoveAll("/tmp/fill"); os.MkdirAll("/tmp/fill",0o700)
 f,_:=os.Create("/tmp/fill/cpu"); pprof.StartCPUProfile(f)
 at:=time.Now()
 if err:=testkit.Fill(t.Context(),"/tmp/fill/x.db",100000,store.Options{});err!=nil{t.Fatal(err)}
 pprof.StopCPUProfile()
 t.Log(time.Since(at))
}
