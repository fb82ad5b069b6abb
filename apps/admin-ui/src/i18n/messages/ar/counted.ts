/** Arabic counts in six forms: none, one, two, three to ten, eleven to ninety-nine, and the rest. */
export const counted = (zero: string, one: string, two: string, few: string, many: string, other: string) => ({
  zero,
  one,
  two,
  few: `{count} ${few}`,
  many: `{count} ${many}`,
  other: `{count} ${other}`,
});
