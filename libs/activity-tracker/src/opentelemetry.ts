export { observeOpenTelemetryMetrics } from './operators/opentelemetry.js';
