export { collectPrometheusMetrics } from './operators/prometheus.js';
