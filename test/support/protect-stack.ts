import { protectService } from "../../lambda/adapters/aws/protect";
import type { AllowList } from "../../lambda/core/protect/country-rules";
import type { ProtectService } from "../../lambda/core/protect/protect-service";
import { readRequest, type LockRequest } from "../../lambda/core/protect/request";
import { answerTo, type LockResponse } from "../../lambda/protect/run";
import type { SmsVoice } from "./sms-voice";
import { keptTelemetry } from "./telemetry";

export const OWNER = "SmsPumpingProtect";

/** A process that dies at one of its calls, before or after the call has its effect. */
export interface Crash {
  readonly call: number;
  readonly when: "before" | "after";
}

/** What happens to one request of CloudFormation's. */
export interface Course {
  /** Of its attempts, in order: Lambda repeats an invocation twice. */
  readonly crashes?: readonly Crash[];
  /** Of another actor, by the number of the call that it comes before. */
  readonly meanwhile?: ReadonlyMap<number, () => void>;
}

/** How an engineer would get it wrong. */
export type Mutation = (service: ProtectService) => ProtectService;

/** Between the last reading and these calls nobody can be seen: AWS has no compare-and-set. */
const UNGUARDED: readonly string[] = [
  "SetAccountDefaultProtectConfiguration",
  "DeleteAccountDefaultProtectConfiguration",
];

const ATTEMPTS = 3;

/** CloudFormation and Lambda, as far as a custom resource meets them. */
export function protectStack(aws: SmsVoice, mutation: Mutation = (service) => service) {
  const { telemetry, logs } = keptTelemetry();
  let requests = 0;
  let physicalId = "account-default-protect-configuration";

  async function attempt(
    request: LockRequest,
    crash: Crash | undefined,
    meanwhile: ReadonlyMap<number, () => void>,
  ): Promise<LockResponse | undefined> {
    const first = aws.calls.length;
    const life = { isOver: false };
    const die = (when: Crash["when"]) => (index: number) => {
      if (crash?.when !== when || crash.call !== index - first) return;
      life.isOver = true;
      throw new Error("the process died");
    };
    aws.before = (name, index) => {
      if (!UNGUARDED.includes(name)) meanwhile.get(index - first)?.();
      die("before")(index);
    };
    aws.after = (_, index) => {
      die("after")(index);
    };
    const service = mutation(protectService(aws.client(OWNER), { owner: OWNER, pause: aws.pause }));
    const response = await answerTo(request, { service, logger: telemetry.logger });
    aws.before = aws.after = () => undefined;
    return life.isOver ? undefined : response;
  }

  /** @returns undefined where CloudFormation waited in vain */
  async function ask(
    type: LockRequest["type"],
    list: AllowList | undefined,
    { crashes = [], meanwhile = new Map() }: Course = {},
  ): Promise<LockResponse | undefined> {
    const request = readRequest({
      RequestType: type,
      RequestId: `00000000-0000-4000-8000-${String(++requests).padStart(12, "0")}`,
      ResponseURL: "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x",
      StackId: "arn:aws:cloudformation:us-east-1:111122223333:stack/SmsPumpingProtect/1",
      LogicalResourceId: "Lock",
      ...(type !== "Create" && { PhysicalResourceId: physicalId }),
      ResourceProperties:
        list === undefined ? {} : { Countries: [...list.countries], Mode: list.mode },
    });
    for (let i = 0; i < ATTEMPTS; i++) {
      const response = await attempt(request, crashes[i], i === 0 ? meanwhile : new Map());
      if (response === undefined) continue;
      physicalId = response.PhysicalResourceId;
      return response;
    }
    return undefined;
  }
  return { ask, logs };
}
