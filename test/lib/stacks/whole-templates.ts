import type { Template } from "aws-cdk-lib/assertions";
import { resourcesIn, type Posture, type Resources } from "../posture";
import {
  detectionTemplate,
  elastic,
  joinedSpendTemplate,
  protectTemplate,
  spendTemplate,
  trailTemplate,
} from "../synth";
import {
  DETECTION_POSTURE,
  JOINED_SPEND_POSTURE,
  PROTECT_POSTURE,
  SPEND_POSTURE,
  TRAIL_POSTURE,
} from "./expected-posture";

const everySpend = { spendLimitUsd: 200, smsVoiceSpend: true };

interface Whole {
  readonly name: string;
  readonly template: Template;
  readonly resources: Resources;
  readonly posture: Posture;
}

const whole = (name: string, template: Template, posture: Posture): Whole => ({
  name,
  template,
  posture,
  resources: resourcesIn(template),
});

/** Each stack with all that it may have. */
export const wholeTemplates: readonly Whole[] = [
  whole("detection", detectionTemplate({ trail: true, elastic }), DETECTION_POSTURE),
  whole("trail", trailTemplate(), TRAIL_POSTURE),
  whole("spend", spendTemplate(everySpend), SPEND_POSTURE),
  whole("spend beside detection", joinedSpendTemplate(everySpend), JOINED_SPEND_POSTURE),
  whole("protect", protectTemplate({ allowedCountries: ["US"] }), PROTECT_POSTURE),
];
