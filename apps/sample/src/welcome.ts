import { ADMINISTRATOR, BUYERS, type DemoAccount } from './demo/demo-accounts.js';
import { ShopClient } from './demo/shop-client.js';

/** Text shown after the sample has started; every curl line works when pasted. */
export async function welcome(baseUrl: string): Promise<string> {
  const buyer = BUYERS[0]!;
  const user = await tokenOf(baseUrl, buyer);
  const admin = await tokenOf(baseUrl, ADMINISTRATOR);
  const json = "-H 'content-type: application/json'";
  const as = (token: string) => `-H 'authorization: Bearer ${token}'`;
  return `The sample shop is at ${baseUrl}

  a user             ${buyer.email} / ${buyer.password}
  an administrator   ${ADMINISTRATOR.email} / ${ADMINISTRATOR.password}

Sign in (the login is recorded as the user's, without the password and the tokens):
  curl -s ${json} -d '{"email":"${buyer.email}","password":"${buyer.password}"}' ${baseUrl}/auth/login

Place an order:
  curl -s ${as(user)} ${json} -d '{"items":[{"product_id":1,"quantity":2}],"card":{"number":"4111111111111111","cvv":"123"}}' ${baseUrl}/orders

Be refused (recorded too):
  curl -s ${as(user)} ${baseUrl}/admin/customers

Your own history, two seconds later:
  curl -s ${as(user)} '${baseUrl}/activity-logs/user-history?limit=5'

Everyone's history, for the administrator; a plain user gets 403:
  curl -s ${as(admin)} '${baseUrl}/activity-logs/admin-history?limit=5'
  curl -s ${as(admin)} '${baseUrl}/activity-logs/admin-history?url_name=OrdersController.create&limit=5'
  curl -s ${as(user)} ${baseUrl}/activity-logs/admin-history

The panel, for the administrator: sign in there with the e-mail address and the password above
  ${baseUrl}/activity-logs/admin

What the panel shows comes from the admin API, for whoever likes curl better:
  curl -s ${as(admin)} '${baseUrl}/activity-logs/admin/api/records?q=status:5xx%20since:7d&limit=3'
  curl -s ${as(admin)} '${baseUrl}/activity-logs/admin/api/export?format=csv&user=2&since=7d&reason=a%20trial'

What the shop's own listener counted:
  curl -s ${as(admin)} ${baseUrl}/admin/activity-counters`;
}

async function tokenOf(baseUrl: string, { email, password }: DemoAccount): Promise<string> {
  const client = new ShopClient(baseUrl, email, password);
  const { status } = await client.signIn();
  if (client.token === undefined) throw new Error(`${email} could not sign in at ${baseUrl}: status ${status}.`);
  return client.token;
}
