const HIDDEN = '***';

/** Enough to recognize a foreign address, too little to use: `a***@s***.example`, `203.0.*.*`, `2001:db8:*`. */
export function shortened(address: string): string {
  const at = address.lastIndexOf('@');
  if (at >= 0) {
    const domain = address.slice(at + 1);
    const dot = domain.lastIndexOf('.');
    return `${initialOf(address)}@${initialOf(domain)}${dot < 0 ? '' : domain.slice(dot)}`;
  }
  if (address.includes(':')) return `${address.split(':').slice(0, 2).join(':')}:*`;
  return address.replace(/^(\d+\.\d+)\.\d+\.\d+$/, '$1.*.*');
}

const initialOf = (text: string): string => [...text][0] + HIDDEN;
