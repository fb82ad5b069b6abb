export { ActivityTrackerHealthIndicator, type ActivityTrackerHealth } from './operators/health-indicator.js';
