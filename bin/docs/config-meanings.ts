/** What a reader must know of a key beyond its type and default. */
export interface Meaning {
  readonly unit?: string;
  /** What a text must look like. */
  readonly form?: string;
  readonly says: string;
}

const owner: Meaning = { says: "Who answers for it, for those who read it later." };

/** One entry for each key of the schema; a test holds the two together. */
export const meanings: Readonly<Record<string, Meaning>> = {
  "userPools.<name>.delivers": {
    says: "What the pool sends its codes by, used where a record does not tell. Codes by e-mail are not counted.",
  },
  "userPools.<name>.smsMfa": {
    says: "Whether signing in sends a text. Without it, sign-in calls count only where the record shows an SMS challenge.",
  },
  "userPools.<name>.clients": {
    form: "app client id",
    says: "The pool's app clients. Public calls name only the client, so without this list they find no pool. On the dashboard each has a confirmation rate of its own.",
  },
  smsTopics: {
    form: "ARN",
    says: "SNS topics with SMS subscribers. Publishes to any other topic are not counted.",
  },
  ownTopics: { form: "ARN", says: "Topics of this stack itself, never counted." },
  ownPrincipals: {
    form: "ARN",
    says: "Principals of this stack itself: what they send is never counted.",
  },
  ownResources: {
    form: "name, or start of names with `*`",
    says: "Rules, alarms, functions and topics of this stack itself, at most 3 entries: who disables or deletes one is reported. The deployed stack fills in its own.",
  },
  otpPaths: {
    form: "pattern",
    says: "Paths that send a code, for `otp-send-burst`. `*` stands for any text, case does not matter. Replaces the built-in list.",
  },
  "rules.<name>.enabled": { says: "`false` switches the rule off. All rules are on." },
  "rules.<name>.threshold": { unit: "hits", says: "How many hits fire." },
  "rules.<name>.windowMinutes": {
    unit: "minutes",
    says: "The span over which they are counted. Findings then close no sooner than after it.",
  },
  "rules.<name>.share": {
    unit: "confirmed per request",
    says: "The confirmed share under which a burst is unconfirmed. Rules that count no confirmations ignore it.",
  },
  "rules.<name>.times": {
    says: "How many times its own peak an entity must exceed, where a rule compares with it.",
  },
  "rules.<name>.notify": {
    says: "`page` opens an incident, `record` only lists the finding with incidents that it overlaps.",
  },
  "rules.<name>.severity": { says: "Before escalation, which raises it by grades." },
  quietMinutes: {
    unit: "minutes",
    says: "Firing hits at most this far apart are one finding; findings at most this far apart are one incident; after it, they close.",
  },
  learningDays: {
    unit: "days",
    says: "After the first record of a source in an account: limits are three times as high, and what compares with the past only records. 0 for none.",
  },
  "suppressions[].id": {
    form: "letters, digits, hyphens",
    says: "Names the suppression in findings; its traffic is counted under this name.",
  },
  "suppressions[].cidr": {
    form: "CIDR",
    says: "Addresses it covers. This or `principal` is required.",
  },
  "suppressions[].principal": {
    form: "ARN",
    says: "The caller it covers: a role's own ARN, not that of a session.",
  },
  "suppressions[].userAgent": { form: "the whole text", says: "Narrows it to one program." },
  "suppressions[].clientId": { form: "app client id", says: "Narrows it to one app client." },
  "suppressions[].from": { form: "time in UTC", says: "The first moment at which it holds." },
  "suppressions[].dailyUtc": {
    form: "`02:00-04:30`",
    says: "Hours of each UTC day in which it holds. May run over midnight.",
  },
  "suppressions[].expires": {
    form: "time in UTC",
    says: "The first moment at which it no longer holds.",
  },
  "suppressions[].owner": owner,
  "suppressions[].reason": { says: "Why the traffic is harmless." },
  "suppressions[].pageAtTimes": {
    unit: "times the threshold",
    says: "A peak this high pages in spite of it.",
  },
  "expectedSenders[].principal": {
    form: "ARN",
    says: "The sender: a role's own ARN, not that of a session.",
  },
  "expectedSenders[].threshold": {
    unit: "hits",
    says: "Replaces the threshold of `sms-api-burst` for this sender.",
  },
  "expectedSenders[].owner": owner,
  "expectedSenders[].reason": { says: "Why it sends that much." },
  assumedPriceUsd: {
    unit: "US dollars a message",
    says: "The price where AWS does not tell one. Figures made with it are marked as estimates.",
  },
  escalateAtUsd: { unit: "US dollars", says: "Sums at which a finding escalates." },
  "pace.laterMinutes": {
    unit: "minutes",
    says: "Between two e-mails about one incident.",
  },
  "pace.repeatHours": {
    unit: "hours",
    says: "The wait between e-mails about a target that had one, two, three or more incidents closed within a day. An escalation ends it.",
  },
  "pace.perHour": {
    unit: "incidents",
    says: "How many may send e-mail in one hour of the clock. The others follow later; one line says how many wait.",
  },
  runbookUrl: {
    form: "https URL",
    says: "Where `docs/runbooks` is published: e-mails link to `<runbookUrl>/<rule id>.md`.",
  },
  dashboardUrl: { form: "https URL", says: "Linked in e-mails." },
};
