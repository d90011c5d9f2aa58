/** The kinds of telemetry that yield observations; one file each under `sources/`. */
export type SourceId =
  | "cognito-api"
  | "cognito-hosted-ui"
  | "sns-publish"
  | "sms-voice-send"
  | "sms-control-plane"
  | "cloudwatch-alarm"
  | "ecs-http"
  | "waf-log"
  | "alb-log"
  | "cloudfront-log"
  | "api-gateway-log"
  | "combined-log"
  | "app-requests"
  | "sms-event"
  | "sns-delivery"
  | "twilio"
  | "azure-sms";

/**
 * What happened: a text was asked for (Cognito sends it, if anyone does), a text or a voice call
 * was sent by the account itself, a code was typed in (one of Cognito's, or one that the account
 * sent itself), somebody signed in, a web endpoint was called, a setting that texts depend on was
 * read or changed, an alarm on what texts cost went off, a provider took a text for pumping, or the
 * stack's own harmless call came back, which no rule counts.
 *
 * A `sign-in` may have led to a text (`possible`) or is the end of one that may have (`none`): its
 * record hides the answer. It is no request: most sign-ins send nothing, so they would drown what
 * other rules compare. Where a text is known to be sent it is `sms-requested`.
 */
export type ObservationKind =
  | "sms-requested"
  | "sms-sent"
  | "sms-confirmed"
  | "sent-confirmed"
  | "sign-in"
  | "web-request"
  | "setting-read"
  | "setting-changed"
  | "spend-alarm"
  | "provider-verdict"
  | "canary";

/** `throttled` and `failure` are observations too: refused calls are part of the attack. */
export type Outcome = "success" | "throttled" | "failure";

/** Whether a text, or a voice call in its place, went out: known, cannot be told, or known not to. `none` is never counted. */
export type Delivery = "sms" | "possible" | "none";

/**
 * The fields of an ECS web document that rules look at. Each holds every value the document has
 * for the field, because Elasticsearch matches an array when any of its values does; an empty
 * list means that the document lacks the field.
 */
export interface WebRequest {
  readonly category: readonly string[];
  readonly protocol: readonly string[];
  readonly method: readonly string[];
  readonly path: readonly string[];
  readonly query: readonly string[];
  readonly original: readonly string[];
  readonly status: readonly number[];
}

/** One normalised thing that happened. What a source cannot know, it leaves undefined. */
export interface Observation {
  /** The same for every delivery of the same event, different for any other event. */
  readonly id: string;
  /** When it happened by the record's own clock, in milliseconds since 1970 UTC. */
  readonly atMs: number;
  readonly source: SourceId;
  readonly kind: ObservationKind;
  /** The call as its source spells it, such as `ForgotPassword` or `POST`. */
  readonly action: string;
  readonly outcome: Outcome;
  /** Set where the error of a call says that it certainly sent nothing; else nobody knows. */
  readonly isUnsent?: true | undefined;
  readonly delivery: Delivery;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** Canonical text of the caller's address; absent where a service's name stands in the record. */
  readonly ip?: string | undefined;
  /** As the caller wrote it: any text, up to a kilobyte. */
  readonly userAgent?: string | undefined;
  readonly userPoolId?: string | undefined;
  readonly clientId?: string | undefined;
  /**
   * The app client that the caller named, where nobody here is known to use it: then there is no
   * `clientId`. It is the caller's text, and names no target.
   */
  readonly unnamedClientId?: string | undefined;
  /** The user whom a Cognito call is about: its `sub`. Personal: stored as an HMAC only. */
  readonly subject?: string | undefined;
  /**
   * Of a confirmation, when the text was asked for that it answers, where its subject tells; else
   * it counts for its own time.
   */
  readonly answersMs?: number | undefined;
  /**
   * Of a confirmation, set where its record, its pool or the request that it answers says that the
   * code came by text; else that is hidden. Codes that are known to come by e-mail are no observations.
   */
  readonly isOfText?: true | undefined;
  /** Of a `sign-in` that may send a text: set where it needed no password to get there. */
  readonly isPasswordless?: true | undefined;
  /**
   * ARN of who called: the session's issuer for a role, else the identity's own. Of a record that
   * shows no caller, what sent, such as `sns#111122223333` or `twilio#MG…`.
   */
  readonly principal?: string | undefined;
  /** Id of the access key that signed the call; `AKIA…` lives long, `ASIA…` belongs to a session. */
  readonly accessKeyId?: string | undefined;
  /**
   * Set on the first event from an address at which its principal was not seen in the 14 days
   * before; the detector finds it out, no source knows it.
   */
  readonly isNewAddress?: true | undefined;
  readonly topicArn?: string | undefined;
  /** What a setting belongs to, by name or ARN, such as a Protect configuration; an alarm's name. */
  readonly resource?: string | undefined;
  /** Service that made the call on the caller's behalf, as AWS names it. */
  readonly invokedBy?: string | undefined;
  /** What AWS calls the text that a call sent: events and delivery logs have the same. */
  readonly messageId?: string | undefined;
  /** E.164 number, only from sources that show it. Never logged, never e-mailed whole. */
  readonly destination?: string | undefined;
  readonly web?: WebRequest | undefined;
}

/** What counts although it sends nothing itself. */
const WITHOUT_TEXT: ReadonlySet<ObservationKind> = new Set([
  "setting-read",
  "setting-changed",
  "spend-alarm",
  "provider-verdict",
]);

/** Records that tell no account belong together. */
export const accountOf = ({ account = "unknown" }: Pick<Observation, "account">): string => account;

/** Whether it surely sent a message that costs money. */
export const isSurelyPaid = ({ delivery, outcome }: Observation): boolean =>
  delivery === "sms" && outcome === "success";

/** What may send a message. A refused change of a setting has nothing to do with sending. */
const SENDING: ReadonlySet<ObservationKind> = new Set(["sms-requested", "sms-sent"]);

/** Whether it was to send a message and certainly did not. */
export const isSurelyUnsent = ({ kind, isUnsent }: Observation): boolean =>
  isUnsent === true && SENDING.has(kind);

/** Whether any rule may count it: what certainly sent nothing is not counted. */
export const isCountable = ({ delivery, kind }: Observation): boolean =>
  delivery !== "none" || WITHOUT_TEXT.has(kind);
