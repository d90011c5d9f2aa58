/** What the stack tells the function where there is a state table; the guard works without one. */
export interface SpendEnv {
  readonly STATE_TABLE?: string;
}
