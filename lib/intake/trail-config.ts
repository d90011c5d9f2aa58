import * as z from "zod";
import { flag } from "../config-value";

/**
 * Kinds of resources whose calls AWS records only on demand, as far as texts go through them. Which
 * calls of End User Messaging each one covers is documented for the first three only.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
export const DATA_EVENT_TYPES = [
  "AWS::SNS::Topic",
  "AWS::SMSVoice::OriginationIdentity",
  "AWS::SMSVoice::Message",
  "AWS::SMSVoice::NotifyConfiguration",
  "AWS::SMSVoice::ConfigurationSet",
] as const;

export type DataEventType = (typeof DATA_EVENT_TYPES)[number];

const type = z.enum(DATA_EVENT_TYPES, { error: `give one of ${DATA_EVENT_TYPES.join(", ")}` });

const isEachOnce = (list: readonly string[]): boolean => new Set(list).size === list.length;

const leavesSome = (list: readonly string[]): boolean => list.length < DATA_EVENT_TYPES.length;

/** The trail's keys, with what docs/deploy.md says of them. */
export const trailSchema = z.strictObject(
  {
    managementEvents: flag.default(true).meta({
      form: "`true`, `false`",
      description:
        "Whether it logs management events too. `false` where another trail of the Region does.",
    }),
    leaveOut: z
      .array(type, { error: "give a list of resource types" })
      .refine(isEachOnce, { error: "give each type once" })
      .refine(leavesSome, { error: "give fewer, or leave trailStack out" })
      .default([])
      .meta({
        form: "list of resource types",
        description: "Data events that it does not log: for a Region that does not know a type.",
      }),
  },
  { error: "give an object, such as {}" },
);

export type TrailConfig = Readonly<z.output<typeof trailSchema>>;
