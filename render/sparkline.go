package render

// sparkline returns path data of the course of a host's values; top is the value at the upper edge.
func (g *glance) sparkline(values []float64, top float64) string {
	return g.parts.Sparkline(values, top)
}
