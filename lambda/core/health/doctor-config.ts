import type { Addresses } from "./facts";
import type { Config } from "../model/config";
import type { AllowList } from "../protect/country-rules";

/** What the daily checks must know of their deployment; baked into their code. */
export interface DoctorConfig {
  readonly detector: Config;
  readonly version: string;
  readonly addresses: Addresses;
  readonly spend: string;
  readonly protect: string;
  readonly otherRegions: readonly string[];
  readonly dashboardUrl?: string;
  readonly countries?: AllowList;
}
