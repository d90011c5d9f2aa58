/** Plain text; the subject is ASCII and under 100 characters, as SNS asks. */
export interface Email {
  readonly subject: string;
  readonly body: string;
}

/** Who reads an e-mail about an incident. */
export type Audience = "on-call" | "drills";

export interface Mailer<To extends string = Audience> {
  /** `atMs` is the sender's clock, for whoever keeps a record of what was sent. */
  readonly send: (audience: To, email: Email, atMs: number) => Promise<void>;
}
