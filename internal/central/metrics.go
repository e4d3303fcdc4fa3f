package central

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"yichuang/internal/wire"
)

// metrics are what Prometheus reads.
type metrics struct {
	registry   *prometheus.Registry
	requests   *prometheus.HistogramVec
	events     *prometheus.CounterVec
	listeners  prometheus.Gauge
	deliveries *prometheus.CounterVec
}

func newMetrics(c *Centre) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "yichuang_request_seconds", Help: "Seconds to answer, by path and outcome: ok, gone (the other side left), or the code of the problem.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 4, 8)}, []string{"path", "outcome"}),
		events:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yichuang_events_total", Help: "Events pushed: taken, refused, or here before (before)."}, []string{"outcome"}),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yichuang_hook_deliveries_total", Help: "Messages sent for a subscription: taken, refused (they wait for a person), failed, silent (no answer), gone (it wants no more)."}, []string{"hook", "outcome"}),
		listeners:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "yichuang_listeners", Help: "Terminals that listen to the feed."}),
	}
	waiting := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "yichuang_pushes_waiting", Help: "Pushes that wait for a transaction; more than a few for long: the disk is slow."}, func() float64 {
		c.mu.Lock()
		defer c.mu.Unlock()
		n := 0
		for _, h := range c.halls {
			n += len(h.queue)
		}
		return float64(n)
	})
	m.registry.MustRegister(m.requests, m.events, m.listeners, m.deliveries, waiting, hallFigures{c}, hookFigures{c}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// request begins to measure one; what it returns is called with how it ended.
func (m *metrics) request(path string) func(error) {
	begun := time.Now()
	return func(err error) {
		outcome := "ok"
		switch {
		case errors.Is(err, context.Canceled):
			outcome = "gone"
		case err != nil:
			outcome = string(wire.ProblemOf(err).Code)
		}
		m.requests.WithLabelValues(path, outcome).Observe(time.Since(begun).Seconds())
	}
}

// listening counts a listener until what it returns is called.
func (m *metrics) listening(n float64) func() {
	m.listeners.Add(n)
	return func() { m.listeners.Sub(n) }
}

func (m *metrics) pushed(p *pushed) {
	for _, o := range p.offers {
		refused := 0
		for i := range o.merged.runs {
			if o.merged.runs[i].refused != nil {
				refused += len(o.merged.runs[i].lines)
			}
		}
		fresh := len(o.Lines) - o.skip
		m.events.WithLabelValues("taken").Add(float64(fresh - refused))
		m.events.WithLabelValues("refused").Add(float64(refused))
		m.events.WithLabelValues("before").Add(float64(o.skip))
	}
}

// Register adds figures of what stands around the centre.
func (c *Centre) Register(all ...prometheus.Collector) error {
	for _, one := range all {
		if err := c.metrics.registry.Register(one); err != nil {
			return err
		}
	}
	return nil
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
