import * as z from "zod";
import { ENTITY_TYPES, SEVERITIES } from "../../lambda/core/model/rule";

/* The contract with whoever subscribes to the bus. Strict, so that a field which is published and
   not described here fails a test; the JSON Schemas made of it are open, because fields may come. */

const text = z.string().min(1);
const texts = z.array(text);
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const instant = z.iso.datetime().describe("ISO 8601, UTC");
const severity = z.enum(SEVERITIES);
const notify = z.enum(["page", "record"]).describe("page: opens an incident and so an e-mail");
const status = z.enum(["open", "closed"]);
const target = text.describe(
  "what is abused: client:…, pool:…, cognito, principal:…, topic:…, web, sms-settings, spend#…",
);
const isUpperBound = z.boolean().describe("true where a redelivery may have been counted twice");
const confirmed = count.describe("codes that were typed in meanwhile");
const sentNothing = z
  .boolean()
  .describe("true where every call was refused and no text can have been sent: medium at most");
const level = count.describe("how often it escalated");
const attackIds = texts.describe("MITRE ATT&CK technique ids");
const suppressedBy = text.nullable().describe("id of the suppression that covers the traffic");
const drill = text.nullable().describe("name of the drill; null for real traffic");

const money = z
  .strictObject({ usd: z.number().min(0), isEstimate: z.boolean() })
  .describe("price of what was surely sent");

const calls = z
  .array(
    z.strictObject({
      action: text,
      outcome: z.enum(["success", "throttled", "failure"]),
      clientId: text.optional(),
      userAgent: z.string().optional().describe("the caller's to choose: do not trust it"),
      share: share.describe("of all hits"),
    }),
  )
  .describe("what was called, most frequent first");

const sample = z
  .strictObject({ values: texts, count })
  .describe("a fair sample of at most 20, and about how many there are");

/** A finding in the detail of an event. */
const findingSchema = z.strictObject({
  id: text,
  incidentId: text.nullable().describe("null in events: incidents are made of findings later"),
  rule: z.strictObject({ id: text, severity, notify }),
  entity: z
    .strictObject({
      type: z.enum(ENTITY_TYPES),
      value: text,
    })
    .describe("who was counted"),
  target,
  status,
  firstSeen: instant,
  openedAt: instant.describe("when the first hit that fired is judged"),
  lastSeen: instant,
  count: count.describe("hits from firstSeen to lastSeen"),
  countIsUpperBound: isUpperBound,
  confirmed,
  sentNothing,
  unexplained: count
    .nullable()
    .describe("of the hits, those that the usual share of confirmed codes does not explain"),
  peak: count.describe(
    "the largest number of hits in one window; of missing confirmations, where those are judged",
  ),
  threshold: count,
  windowSeconds: z.number().min(0),
  attack: attackIds,
  usual: z
    .strictObject({
      peak: count.nullable().describe("hits in a window on a busy day; null while unknown"),
      confirmedShare: share.nullable().describe("of its codes; null where not looked at"),
      isShareAssumed: z.boolean().describe("true while too little is known of the entity"),
      isConfirmationInvisible: z.boolean(),
    })
    .describe("what is usual for the entity"),
  isLearning: z
    .boolean()
    .describe("true while the account or app client is new: limits are three times as high"),
  level,
  money,
  accounts: texts,
  regions: texts,
  suppressedBy,
  drill,
  eventIds: texts.max(20).describe("the first events that were counted"),
  evidence: z.strictObject({
    calls,
    addresses: sample,
    destinations: sample.describe("number blocks: E.164 without the last four digits"),
  }),
});

/** An incident in the detail of an event. */
const incidentSchema = z.strictObject({
  id: text,
  target,
  status,
  severity,
  level,
  revision: count.min(1).describe("raised by whatever is worth telling"),
  firstSeen: instant,
  openedAt: instant,
  lastSeen: instant,
  count: count.describe("hits of leadRule: rules overlap, so one stands for all"),
  countIsUpperBound: isUpperBound,
  confirmed,
  sentNothing,
  money,
  leadRule: text,
  rules: z.array(z.strictObject({ id: text, findings: count, count, notify })).min(1),
  addressCount: count.describe("how many different addresses, about"),
  addresses: z
    .array(z.strictObject({ value: text, count, share }))
    .max(10)
    .describe("addresses with findings of their own, largest first"),
  calls,
  accounts: texts,
  regions: texts,
  suppressedBy,
  drill,
});

const common = {
  schemaVersion: z.literal(1).describe("raised when a field goes or changes its meaning"),
  at: instant.describe("when the step was written"),
  scope: text.describe("account and live, drill:<name> or sup:<suppression>"),
  mergedInto: text.nullable().describe("id of the older one that it goes on as a part of"),
};

/** The detail of an event of detail-type `SMS Pumping Finding`. */
export const findingDetail = z
  .strictObject({
    ...common,
    step: z.enum(["opened", "escalated", "closed", "merged"]),
    sequence: count.min(1).describe("number of the step in the finding's life"),
    finding: findingSchema,
  })
  .describe("Detail of the event SMS Pumping Finding");

/** The detail of an event of detail-type `SMS Pumping Incident`. */
export const incidentDetail = z
  .strictObject({
    ...common,
    reasons: z
      .array(z.enum(["opened", "escalated", "new rule", "tenfold", "closed", "reopened", "merged"]))
      .min(1)
      .describe("why the revision was raised"),
    incident: incidentSchema,
  })
  .describe("Detail of the event SMS Pumping Incident");
