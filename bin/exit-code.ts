/** What the shell is told. */
export const exitCode = { ok: 0, unreadable: 1, usage: 2, found: 3 } as const;
