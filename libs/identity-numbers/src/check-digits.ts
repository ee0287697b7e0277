/**
 * ISO/IEC 7064 MOD 11-2 check character over decimal digits: `0`-`9` or `X` for ten.
 * Catches every changed digit and every transposition of two adjacent digits.
 * @param digits digits without the check character
 */
export const mod11Radix2 = (digits: string): string => {
  let sum = 0;
  for (const digit of digits) sum = ((sum + Number(digit)) * 2) % 11;
  const value = (12 - sum) % 11;
  return value === 10 ? 'X' : String(value);
};

/**
 * ISO/IEC 7064 MOD 11,10 check digit over decimal digits: always one digit. Catches every changed digit and nearly
 * all adjacent transpositions.
 * @param digits digits without the check digit
 */
export const mod11And10 = (digits: string): string => {
  let product = 10;
  for (const digit of digits) {
    const sum = (product + Number(digit)) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return String((11 - product) % 10);
};
