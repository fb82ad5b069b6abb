import { DeskClient } from './demo/desk-client.js';
import { AGENTS, AUDITOR, type StaffAccount } from './staff/staff.js';

/** A text for developers who have just started the help desk; every curl line works when pasted. */
export async function welcome(baseUrl: string): Promise<string> {
  const agent = AGENTS[0]!;
  const agentDesk = await signedIn(baseUrl, agent);
  const auditorDesk = await signedIn(baseUrl, AUDITOR);
  const json = "-H 'content-type: application/json'";
  const as = ({ cookie }: DeskClient) => `-H 'cookie: ${cookie}'`;
  const token = await partnerToken(agentDesk);
  return `The help desk is at ${baseUrl}: sessions in place of tokens, on Fastify

  an agent           ${agent.email} / ${agent.password}
  an auditor         ${AUDITOR.email} / ${AUDITOR.password}

The panel, for the auditor: sign in on this page, the session opens the panel too
  ${baseUrl}/

Sign in (recorded as the agent's), and be refused (recorded with the address that was tried):
  curl -s ${json} -d '{"email":"${agent.email}","password":"${agent.password}"}' ${baseUrl}/session
  curl -s ${json} -d '{"email":"${agent.email}","password":"a guess"}' ${baseUrl}/session

Open a ticket, as an agent, and as a program of a partner:
  curl -s ${as(agentDesk)} ${json} -d '{"subject":"A parcel is late","pincode":"10115"}' ${baseUrl}/tickets
  curl -s -H 'x-partner-token: ${token}' ${json} -d '{"subject":"A pallet is late"}' ${baseUrl}/partners/tickets

The agent's own history, two seconds later:
  curl -s ${as(agentDesk)} '${baseUrl}/audit/user-history?limit=5'

Reports of the desk over the log, for the auditor; an agent gets 403:
  curl -s ${as(auditorDesk)} '${baseUrl}/reports/search?q=status:4xx%20since:1h'
  curl -s ${as(auditorDesk)} ${baseUrl}/reports/sign-ins
  curl -s ${as(agentDesk)} ${baseUrl}/reports/sign-ins

The admin API answers a session only on its own page, as the panel asks it:
  curl -s ${as(auditorDesk)} -H 'x-activity-tracker: 1' -H 'origin: ${baseUrl}' '${baseUrl}/audit/admin/api/records?q=status:4xx&limit=3'`;
}

async function signedIn(baseUrl: string, account: StaffAccount): Promise<DeskClient> {
  const desk = new DeskClient(baseUrl);
  const { ok, status } = await desk.signIn(account);
  if (!ok) throw new Error(`${account.email} could not sign in at ${baseUrl}: status ${status}.`);
  return desk;
}

async function partnerToken(desk: DeskClient): Promise<string> {
  const response = await desk.post('/partners/demo-token', {});
  return ((await response.json()) as { partner_token: string }).partner_token;
}
