export interface DemoAccount {
  email: string;
  password: string;
  name: string;
  role: 'customer' | 'administrator';
}

export const ADMINISTRATOR: DemoAccount = {
  email: 'admin@shop.example',
  password: 'admin-demo-password',
  name: 'Shop administrator',
  role: 'administrator',
};

export const BUYERS: DemoAccount[] = Array.from({ length: 12 }, (_, index) => ({
  email: `buyer${index + 1}@shop.example`,
  password: `buyer${index + 1}-demo-password`,
  name: `Buyer ${index + 1}`,
  role: 'customer',
}));

export const DEMO_ACCOUNTS: DemoAccount[] = [ADMINISTRATOR, ...BUYERS];
