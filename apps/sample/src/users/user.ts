/** A customer, or one of the shop's own people. */
export interface User {
  id: number;
  email: string;
  name: string;
  role: 'customer' | 'administrator';
  companyId: number;
  loyaltyNumber: string;
  passwordHash: string;
}

/** What the API shows of a user. */
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
