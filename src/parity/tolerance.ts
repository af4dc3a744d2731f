/** Floating-point numbers count as equal within this relative difference: sums depend on the order of rows. */
export const tolerance = {
  double: 1e-9,
  /** 32 bits hold fewer digits. */
  float: 1e-6,
} as const;

/** What is left, at most, of numbers that should cancel out and do so almost: as good as zero. */
export const noise = 1e-12;
