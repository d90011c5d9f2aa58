/** Plain text; the subject is ASCII and under 100 characters, as SNS asks. */
export interface Email {
  readonly subject: string;
  readonly body: string;
}
