/**
 * What the Elastic deployment may do. A rule has one form for each, under the same `rule_id`: a
 * change of licence changes the rule, and what a user set on it stays.
 */
export interface Licence {
  /** Alert suppression: Platinum, Enterprise, a trial, or Serverless. */
  readonly isSuppressionLicensed: boolean;
}
