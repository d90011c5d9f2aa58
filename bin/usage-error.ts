/** Options or arguments that do not go together: wrong usage that the parser cannot see. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
