export interface StaffMember {
  id: number;
  name: string;
  team: string;
  permissions: string[];
}

export interface StaffAccount extends StaffMember {
  email: string;
  /** For the demonstration only: a real application stores a hash. */
  password: string;
}

/** Names of the tracker's permissions: see `admin.permissions`. */
export const ACTIVITY_PERMISSIONS = {
  view: 'activity.view',
  bodies: 'activity.bodies',
  export: 'activity.export',
  erase: 'activity.erase',
  audit: 'activity.audit',
} as const;

export const AUDITOR: StaffAccount = {
  id: 1,
  email: 'auditor@desk.example',
  password: 'auditor-demo-password',
  name: 'Auditor',
  team: 'compliance',
  permissions: Object.values(ACTIVITY_PERMISSIONS),
};

export const AGENTS: StaffAccount[] = Array.from({ length: 4 }, (_, index) => ({
  id: index + 2,
  email: `agent${index + 1}@desk.example`,
  password: `agent${index + 1}-demo-password`,
  name: `Agent ${index + 1}`,
  team: index % 2 === 0 ? 'returns' : 'billing',
  permissions: [],
}));

export const ACCOUNTS: readonly StaffAccount[] = [AUDITOR, ...AGENTS];
