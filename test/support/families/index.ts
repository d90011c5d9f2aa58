import { CLIENT_FAMILIES } from "./clients";
import { CONFIRMER_FAMILIES } from "./confirmers";
import type { Family } from "./family";
import { PATIENT_FAMILIES } from "./patient";
import { SENDER_FAMILIES } from "./senders";
import { SINGLE_FAMILIES } from "./single";

/** Every family of attacks that the detector is measured by. */
export const FAMILIES: readonly Family[] = [
  ...SENDER_FAMILIES,
  ...CLIENT_FAMILIES,
  ...CONFIRMER_FAMILIES,
  ...PATIENT_FAMILIES,
  ...SINGLE_FAMILIES,
];
