/** What the stack must tell the function. */
export const DOCTOR_ENV = [
  "STATE_TABLE",
  "PIPELINE_TOPIC_ARN",
  "ON_CALL_TOPIC_ARN",
  "DETECTION_STACK",
] as const;

export type DoctorEnv = Readonly<Record<(typeof DOCTOR_ENV)[number], string>>;
