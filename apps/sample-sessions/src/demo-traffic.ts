import { DeskClient } from './demo/desk-client.js';
import { AGENTS, type StaffAccount } from './staff/staff.js';

export interface TrafficOptions {
  requests: number;
  onProgress?: (done: number, total: number) => void;
}

type Step = (desk: DeskClient, agent: StaffAccount, index: number) => Promise<unknown>;

const STEPS: readonly Step[] = [
  (desk, { email }) => desk.signIn({ email, password: 'a mistyped password' }),
  (desk, agent) => desk.signIn(agent),
  (desk) => desk.get('/tickets'),
  (desk, _, index) =>
    desk.post('/tickets', { subject: `Parcel ${index} is late`, pincode: '10115', remark: 'for colleagues' }),
  (desk, _, index) => desk.post(`/tickets/${Math.ceil((index + 1) / 9)}/close`, {}),
  (desk) => desk.post('/tickets', { subject: '' }),
  (desk) => desk.get('/tickets', { 'x-correlation-id': 'order-4711' }),
  // An agent may not read the log.
  (desk) => desk.get('/reports/sign-ins'),
  (desk) => desk.signOut(),
];

/** The same each time, one request at a time. @throws TypeError if the help desk cannot be reached */
export async function driveTraffic(baseUrl: string, { requests, onProgress }: TrafficOptions): Promise<void> {
  let desk = new DeskClient(baseUrl);
  for (let index = 0; index < requests; index++) {
    const session = Math.floor(index / STEPS.length);
    if (index % STEPS.length === 0) desk = new DeskClient(baseUrl);
    await STEPS[index % STEPS.length]!(desk, AGENTS[session % AGENTS.length]!, index);
    onProgress?.(index + 1, requests);
  }
}
