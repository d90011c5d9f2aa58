export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** The arithmetic mean; of no values it is 0. */
export const mean = (values: readonly number[]): number => sum(values) / Math.max(1, values.length);
