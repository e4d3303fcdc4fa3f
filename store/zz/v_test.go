package zz
import ("testing";"database/sql";"fmt";"slices";"time";"path/filepath";_ "modernc.org/sqlite";"context")
func TestV(t *testing.T){
 dir:=t.TempDir()
 ps:="4096"
 dsn:=func(n string)string{return "file:"+filepath.Join(dir,n)+"?_pragma=page_size("+ps+")&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"}
 mk:=func(n string, ddl string)*sql.Conn{ db,_:=sql.Open("sqlite",dsn(n)); db.SetMaxOpenConns(1); c,err:=db.Conn(context.Background()); if err!=nil{t.Fatal(err)}; if _,err:=c.ExecContext(context.Background(),ddl);err!=nil{t.Fatal(err)}; return c}
 ctx:=context.Background()
 prep:=func(c *sql.Conn,q string)*sql.Stmt{ s,err:=c.PrepareContext(ctx,q); if err!=nil{t.Fatal(err)}; return s}
 ddl:="CREATE TABLE numbers(id INTEGER PRIMARY KEY,number TEXT UNIQUE);INSERT INTO numbers VALUES(1,'x');CREATE TABLE events (case_id INTEGER NOT NULL REFERENCES numbers (id),n INTEGER NOT NULL,terminal TEXT NOT NULL,seq INTEGER NOT NULL,base INTEGER,at INTEGER,skew INTEGER,by TEXT,kind TEXT,body BLOB,PRIMARY KEY(case_id,n)) STRICT, WITHOUT ROWID;"
 idx:="CREATE UNIQUE INDEX es ON events(terminal,seq);"
 ins:="INSERT INTO events VALUES(?,?,?,?,?,?,?,?,?,?)"
 body:=make([]byte,95)
 type v struct{name string; f func(i int) error}
 var vs []v
 {c:=mk("a","CREATE TABLE b(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT"); s:=prep(c,"INSERT INTO b(body) VALUES(?)"); bb:=make([]byte,160)
  vs=append(vs,v{"bare",func(i int)error{_,err:=s.Exec(bb);return err}})}
 for _,p:=range []string{"4096","2048","1024","512"} { ps=p
  c:=mk("e"+p,ddl+idx); s:=prep(c,ins); b:=prep(c,"BEGIN IMMEDIATE"); k:=prep(c,"COMMIT")
  vs=append(vs,v{"tx "+p,func(i int)error{ if _,err:=b.Exec();err!=nil{return err}; if _,err:=s.Exec(1,i,"W07",i,i,12345678901234567,0,"1001","points-judged",body);err!=nil{return err};_,err:=k.Exec();return err}})
 }
 ps="4096"
 {c:=mk("g",ddl+idx); s:=prep(c,ins)
  vs=append(vs,v{"auto 4096",func(i int)error{ _,err:=s.Exec(1,i,"W07",i,i,12345678901234567,0,"1001","points-judged",body);return err}})}
 {c:=mk("h",ddl); s:=prep(c,ins)
  vs=append(vs,v{"auto noidx",func(i int)error{ _,err:=s.Exec(1,i,"W07",i,i,12345678901234567,0,"1001","points-judged",body);return err}})}
 ts:=make([][]time.Duration,len(vs))
 for i:=1;i<=4000;i++{ for j,x:=range vs{ a:=time.Now(); if err:=x.f(i);err!=nil{t.Fatal(x.name,err)}; ts[j]=append(ts[j],time.Since(a))}}
 for j,x:=range vs{ slices.Sort(ts[j]); fmt.Printf("%-16s p50 %v p25 %v ratio %.3f\n",x.name,ts[j][2000],ts[j][1000],float64(ts[j][2000])/float64(ts[0][2000]))}
}
