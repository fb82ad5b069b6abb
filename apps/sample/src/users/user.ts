export interface User {
  id: number;
  email: string;
  name: string;
  role: 'customer' | 'administrator';
  companyId: number;
  loyaltyNumber: string;
  passwordHash: string;
}

export interface UserView {
  id: number;
  email: string;
  name: string;
  loyalty_number: string;
}

export const viewOf = ({ id, email, name, loyaltyNumber }: User): UserView => ({
  id,
  email,
  name,
  loyalty_number: loyaltyNumber,
});
