import type { Rule } from "../lambda/core/model/rule";

/** The native rules that stand for one of the detector's, or why there is none. */
export type Coverage =
  { readonly rules: readonly string[]; readonly lacks: string } | { readonly why: string };

const NO_PAST = "its own past";

const COVERAGE: ReadonlyMap<string, Coverage> = new Map<string, Coverage>([
  [
    "cognito-sms-burst",
    {
      rules: ["sms-pumping-cognito-address-unconfirmed", "sms-pumping-cognito-address-sequence"],
      lacks: "IPv6 networks, grace by age",
    },
  ],
  [
    "cognito-network-burst",
    { rules: ["sms-pumping-cognito-network-unconfirmed"], lacks: "networks of one address" },
  ],
  [
    "cognito-agent-burst",
    { rules: ["sms-pumping-cognito-many-addresses"], lacks: "IPv6 networks" },
  ],
  [
    "cognito-ip-slow",
    { why: "each run would read a day of all calls; slow addresses show in their app client" },
  ],
  [
    "cognito-client-unconverted",
    { rules: ["sms-pumping-cognito-client-unconfirmed"], lacks: `${NO_PAST}, all spans but one` },
  ],
  [
    "cognito-flow-unconverted",
    {
      rules: ["sms-pumping-cognito-flow-unconfirmed"],
      lacks: `${NO_PAST}, all spans but one, small lacks that add up (they need sums of every minute)`,
    },
  ],
  [
    "cognito-reset-unconverted",
    {
      rules: ["sms-pumping-cognito-reset-unconfirmed"],
      lacks: `${NO_PAST}, all spans but one, small lacks that add up (they need sums of every minute)`,
    },
  ],
  [
    "cognito-account-unconverted",
    {
      rules: ["sms-pumping-cognito-account-unconfirmed"],
      lacks: "the past of each app client, so only clients that are odd by themselves add up",
    },
  ],
  [
    "cognito-passwordless-burst",
    {
      rules: ["sms-pumping-cognito-passwordless-unfinished"],
      lacks: `${NO_PAST}, IPv6 networks, the look before everybody had the time to complete`,
    },
  ],
  [
    "cognito-sign-in-burst",
    {
      why: "most sign-ins send no text and their records hide it: only the address's own past tells a flood from an office",
    },
  ],
  ["cognito-admin-burst", { rules: ["sms-pumping-cognito-admin-burst"], lacks: NO_PAST }],
  ["sms-api-burst", { rules: ["sms-pumping-api-sequence"], lacks: NO_PAST }],
  ["sms-principal-burst", { rules: ["sms-pumping-principal-burst"], lacks: NO_PAST }],
  [
    "sms-key-new-addresses",
    {
      rules: ["sms-pumping-key-new-addresses"],
      lacks: "how many new addresses are usual for a sender",
    },
  ],
  [
    "sms-scouting",
    { rules: ["sms-pumping-scouting-regions"], lacks: "keys that stay in one Region" },
  ],
  [
    "sms-limit-change",
    {
      why: "it is no count: what a change does depends on its parameters, and on the names of the stack's own parts",
    },
  ],
  ["sms-spend", { why: "alarms of CloudWatch are in none of these indices" }],
  ["provider-verdict", { why: "what providers say of texts is in none of these indices" }],
  [
    "otp-send-burst",
    {
      rules: ["sms-pumping-otp-send-unconfirmed"],
      lacks: "grace by age, logs without the status of the answer",
    },
  ],
  [
    "otp-endpoint-burst",
    {
      rules: [
        "sms-pumping-otp-endpoint-sequence",
        "sms-pumping-otp-endpoint-threshold",
        "sms-pumping-otp-endpoint-flood",
      ],
      lacks: "nothing that matters",
    },
  ],
  [
    "otp-site-unconverted",
    {
      rules: ["sms-pumping-otp-site-unconfirmed"],
      lacks:
        "more past than a day, the look within a minute, sites without requests that take a code",
    },
  ],
]);

/** A rule that is new to this table compiles and is generated, and fails the table's test. */
export const coverageOf = ({ id }: Pick<Rule, "id">): Coverage =>
  COVERAGE.get(id) ?? { why: "write me: what stands for it in Kibana, or why nothing can" };

/** All that coverage is told of. */
export const coveredIds = (): readonly string[] => [...COVERAGE.keys()];
