import type { Volume } from "../../lambda/core/model/measure";
import type { Rule } from "../../lambda/core/model/rule";
import { esqlMinutes, esqlOf, fromIndices } from "../esql";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule, type NativeSpec } from "../native-rule";
import { PRINCIPAL } from "../principal-esql";
import { covering } from "../schedule";
import { suppressedBy, usualQuiet } from "../suppression";
import { alertsOnce } from "./otp-endpoint-guidance";

type Own =
  "id" | "description" | "ownFalsePositives" | "data" | "steps" | "choosing" | "blindSpots";

/** What tells one of these rules from another. */
interface PrincipalVolume extends Pick<NativeSpec, Own> {
  readonly basis: Rule<Volume>;
  /** The condition of the calls that count. */
  readonly calls: string;
  /** Where the licence has alert suppression; else it runs once a window. */
  readonly intervalMs: number;
}

const BY = ["Esql.principal"];

/* By the time of the events: CloudTrail delivers them in files, so that a calm hour may arrive in a minute. */
function queryOf({ data, calls, basis }: PrincipalVolume, lookBackMs: number): string {
  const { threshold, windowMs } = basis.measure;
  return esqlOf([
    fromIndices(data.index),
    `WHERE @timestamp >= NOW() - ${esqlMinutes(lookBackMs)}
    AND ${calls}`,
    ...PRINCIPAL,
    `STATS Esql.messages = COUNT(*),
    Esql.addresses = COUNT_DISTINCT(source.ip),
    Esql.first_seen = MIN(@timestamp),
    Esql.last_seen = MAX(@timestamp)
  BY Esql.principal, Esql.window = DATE_TRUNC(${esqlMinutes(windowMs)}, @timestamp)`,
    `WHERE Esql.messages > ${threshold}`,
    "KEEP Esql.principal, Esql.messages, Esql.addresses, Esql.first_seen, Esql.last_seen",
    "SORT Esql.messages DESC",
  ]);
}

/** A rule that counts what one principal does, whatever its addresses and sessions. */
export function principalVolume(spec: PrincipalVolume, licence: Licence): UnversionedRule {
  const { basis, data, intervalMs } = spec;
  const { measure } = basis;
  const schedule = covering(
    measure.windowMs,
    licence.isSuppressionLicensed ? intervalMs : measure.windowMs,
    data.latenessMs,
  );
  return nativeRule({
    ...spec,
    name: basis.title,
    detection: {
      type: "esql",
      language: "esql",
      query: queryOf(spec, schedule.lookBackMs),
    },
    schedule,
    maxSignals: 100,
    suppression: suppressedBy(BY, usualQuiet(measure), licence),
    fields: ["aws.cloudtrail.user_identity.arn", "event.action", "event.provider", "source.ip"],
    investigate: [...BY, "Esql.messages", "Esql.addresses"],
    choosing: [
      ...spec.choosing,
      "It counts by stretches of the clock: a burst that crosses from one into the next is counted in each for itself.",
      alertsOnce("principal"),
    ],
  });
}
