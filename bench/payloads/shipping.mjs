export const SHIPPING = {
  method: 'parcel',
  street: 'Long street of the shop 5',
  city: 'Any town',
  postcode: '1000 AA',
  country: 'NL',
};
