package paper
import ("testing";"fmt")
func TestX(t *testing.T){ for n,d:=range samples(){ for _,w:=range []int{72,40}{ fmt.Println("=====",n,w); fmt.Print(Text(d,w)) } } }
