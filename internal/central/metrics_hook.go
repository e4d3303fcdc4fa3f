package central

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yichuang/internal/hooks"
)

// hookFigures are read from the database when somebody asks for them.
type hookFigures struct{ centre *Centre }

var (
	hookPending = prometheus.NewDesc("yichuang_hook_pending", "Messages of a subscription that were not taken yet.", []string{"hook"}, nil)
	hookOldest  = prometheus.NewDesc("yichuang_hook_oldest_seconds", "How long the oldest of them waits.", []string{"hook"}, nil)
	hookDead    = prometheus.NewDesc("yichuang_hook_dead", "Messages of a subscription that wait for a person.", []string{"hook"}, nil)
	hookBehind  = prometheus.NewDesc("yichuang_hook_behind", "Events of the hall that were not looked at for a subscription.", []string{"hook"}, nil)
	hookServed  = prometheus.NewDesc("yichuang_hook_active", "1 when a subscription is active, 0 when it is paused or was stopped.", []string{"hook"}, nil)
)

// Describe names the figures.
func (h hookFigures) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{hookPending, hookOldest, hookDead, hookBehind, hookServed} {
		to <- d
	}
}

// Collect reads them; that the database does not answer tells hallFigures.
func (h hookFigures) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	all, err := h.centre.Hooks(ctx)
	if err != nil {
		return
	}
	now := h.centre.Now()
	for _, s := range all {
		gauge := func(d *prometheus.Desc, value float64) {
			to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, s.ID)
		}
		oldest, active := 0.0, 0.0
		if s.Pending > 0 {
			oldest = max(now.Sub(s.Oldest).Seconds(), 0)
		}
		if s.State == HookActive {
			active = 1
		}
		gauge(hookPending, float64(s.Pending))
		gauge(hookOldest, oldest)
		gauge(hookDead, float64(s.Dead))
		gauge(hookBehind, float64(s.Behind))
		gauge(hookServed, active)
	}
}

// sent counts what became of a message that was sent.
func (m *metrics) sent(hook string, outcome hooks.Outcome) {
	m.deliveries.WithLabelValues(hook, string(outcome)).Inc()
}
