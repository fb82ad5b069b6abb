import { exchange, json } from './exchange.mjs';

/** @import { Values } from './values.mjs' */

const REPOSITORY_LINKS = 'archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags teams trees'.split(' '); // prettier-ignore
const REPOSITORY_FLAGS = 'private fork has_issues has_projects has_downloads has_wiki has_pages has_discussions archived disabled allow_forking is_template web_commit_signoff_required'.split(' '); // prettier-ignore
const REPOSITORY_COUNTS = 'size stargazers_count watchers_count forks_count open_issues_count forks open_issues watchers network_count subscribers_count'.split(' '); // prettier-ignore

/** @param {Values} values */
function repository(values) {
  const url = `https://code.example/repos/octo/${values.words(1)}`;
  return {
    id: values.below(9e8),
    node_id: values.base64(12),
    name: values.words(1),
    full_name: `octo/${values.words(1)}`,
    owner: {
      login: 'octo',
      id: 1,
      avatar_url: 'https://avatars.example/u/1?v=4',
      type: 'Organization',
      site_admin: false,
    },
    description: values.prose(1),
    ...Object.fromEntries(REPOSITORY_FLAGS.map((name) => [name, values.below(2) === 1])),
    ...Object.fromEntries(REPOSITORY_LINKS.map((name) => [`${name}_url`, `${url}/${name}{/id}`])),
    ...Object.fromEntries(REPOSITORY_COUNTS.map((name) => [name, values.below(5_000)])),
    created_at: values.time(),
    pushed_at: values.time(),
    temp_clone_token: '',
    license: { key: 'mit', name: 'MIT License', spdx_id: 'MIT' },
    topics: ['api', 'logging'],
    permissions: { admin: false, push: true, pull: true },
  };
}

export const PLATFORMS = [
  exchange('repository', 'PATCH /code/repos/octo/paper', (values) => ({
    request: json({
      name: 'paper',
      description: values.prose(1),
      has_wiki: false,
      security_and_analysis: { secret_scanning: { status: 'enabled' } },
    }),
    response: json(repository(values)),
  })),
  exchange('push-event', 'POST /code/hooks', (values) => ({
    request: json({
      ref: 'refs/heads/main',
      before: values.hex(40),
      after: values.hex(40),
      repository: repository(values),
      commits: values.list(4, () => ({
        id: values.hex(40),
        message: `${values.words(6)}\n\n${values.prose(2)}`,
        timestamp: values.time(),
        author: { name: values.name(), email: values.email(), username: 'ada' },
        added: [],
        modified: [`src/${values.words(1)}.ts`],
      })),
    }),
    response: json({ queued: true }),
    status: 202,
  })),
  exchange('cluster-deployment', 'PUT /cluster/deployments/api', (values) => {
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'api',
        namespace: 'prod',
        uid: values.uuid(),
        labels: { 'app.kubernetes.io/name': 'api' },
        annotations: { 'deployment.kubernetes.io/revision': '7' },
      },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'api' } },
        template: {
          metadata: { labels: { app: 'api' } },
          spec: {
            serviceAccountName: 'api',
            automountServiceAccountToken: false,
            containers: [
              {
                name: 'api',
                image: `registry.example/api:${values.hex(12)}`,
                env: [
                  { name: 'NODE_ENV', value: 'production' },
                  { name: 'DATABASE_PASSWORD', value: values.text(20) },
                  { name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'api-secrets', key: 'token' } } },
                ],
                ports: [{ containerPort: 3000, protocol: 'TCP' }],
                resources: { limits: { cpu: '500m', memory: '256Mi' } },
                volumeMounts: [{ name: 'config', mountPath: '/etc/config' }],
              },
            ],
            imagePullSecrets: [{ name: 'registry' }],
            volumes: [
              { name: 'config', configMap: { name: 'api-config', items: [{ key: 'app.yaml', path: 'app.yaml' }] } },
            ],
          },
        },
      },
    };
    return { request: json(deployment), response: json({ ...deployment, status: { replicas: 3, readyReplicas: 3 } }) };
  }),
  exchange('cluster-secret', 'POST /cluster/secrets', (values) => ({
    request: json({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'api-secrets' },
      type: 'Opaque',
      data: { username: values.base64(6), password: values.base64(24), 'tls.key': values.base64(400) },
    }),
    response: json({ kind: 'Secret', metadata: { name: 'api-secrets', uid: values.uuid(), resourceVersion: '48213' } }),
    status: 201,
  })),
  exchange('cloud-event', 'POST /events', (values) => ({
    request: json(
      values.list(8, () => ({
        specversion: '1.0',
        id: values.uuid(),
        source: '/orders',
        type: 'com.example.order.created',
        time: values.time(),
        datacontenttype: 'application/json',
        data: { order_id: values.digits(6), amount: values.amount(200), tags: values.words(3).split(' ') },
      })),
    ),
    response: json({ accepted: 8, rejected: 0 }),
    status: 202,
  })),
];
