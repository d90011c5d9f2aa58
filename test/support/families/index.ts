import { CLIENT_FAMILIES } from "./clients";
import { CONFIRMER_FAMILIES } from "./confirmers";
import { DECOY_FAMILIES } from "./decoys";
import type { Family } from "./family";
import { HELD_FAMILIES } from "./held";
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
  ...DECOY_FAMILIES,
  ...HELD_FAMILIES,
];
