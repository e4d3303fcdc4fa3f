package main

import (
	"context"
	"fmt"
	"time"

	"yichuang"
)

// lateCert is how many days before its end a certificate is told about. It renews
// itself when half of its life is over.
const lateCert = 14

// checkCentre looks at the way to the centre: whether it answers, what waits, and how
// long the certificate holds.
func (s *seat) checkCentre(ctx context.Context) []finding {
	const name = "中心"
	if !s.settings().enrolled {
		return []finding{{What: "centre", Name: name, Grade: unused, Says: "单机使用，没有登记到中心"}}
	}
	l, err := s.dial(ctx, nil, nil)
	if err != nil {
		return []finding{sick("centre", name, err)}
	}
	defer l.centre.CloseIdle()
	st, err := s.syncState(ctx, l)
	if err != nil {
		return []finding{sick("centre", name, err)}
	}
	f := finding{What: "centre", Name: name, Grade: fine, Says: st.Centre + " 能连上"}
	if !st.Reachable {
		f.Grade, f.Says, f.Do = failing, st.Problem, "办件照常办理，都已存在本机；请检查网络和中心"
	}
	if st.Unsent > 0 {
		f.Says += fmt.Sprintf("；%d步等待发送", st.Unsent)
	}
	if st.Refused > 0 {
		f.Says += fmt.Sprintf("；%d步中心没有接受", st.Refused)
		if f.Do == "" {
			f.Grade, f.Do = wary, "请在终端的“同步”画面处理（工作台按 F7）"
		}
	}
	return []finding{f, l.checkCertificate(s.now())}
}

func (l *link) checkCertificate(now time.Time) finding {
	f := finding{What: "certificate", Name: "证书", Grade: fine}
	end := l.cert.NotAfter
	days := int(end.Sub(now) / (24 * time.Hour))
	f.Says = fmt.Sprintf("还有%d天到期（%s），会自动续期", days, yichuang.DateOf(end))
	switch {
	case !now.Before(end):
		f.Grade, f.Says, f.Do = failing, "已于"+yichuang.DateOf(end).String()+"到期", "请管理员发新的登记码，重新运行 yichuang enroll；没有发送的内容都在本机"
	case days < lateCert:
		f.Grade, f.Do = wary, "请让本机连上中心，连上后自动续期"
	}
	return f
}
