import { spelledDuration } from "../../lambda/core/model/format";
import { KNOWN_DAYS } from "../../lambda/core/model/grace";
import { DAY_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { smsKeyNewAddresses } from "../../lambda/core/rules/sms-key-new-addresses";
import { sendsTrail } from "../data-sources";
import { esqlMinutes, esqlOf, fromIndices } from "../esql";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import { ADMIN_ASKS, KEY_STEPS, PRINCIPAL, SENDS } from "../principal-esql";
import { covering, type Schedule } from "../schedule";
import { suppressedBy, usualQuiet } from "../suppression";
import { alertsOnce } from "./otp-endpoint-guidance";

const { measure } = smsKeyNewAddresses;
const BY = ["Esql.principal"];
const NEW_MS = measure.windowMs + sendsTrail.latenessMs;

const queryOf = ({ lookBackMs }: Schedule): string =>
  esqlOf([
    fromIndices(sendsTrail.index),
    `WHERE @timestamp >= NOW() - ${esqlMinutes(lookBackMs)}
    AND source.ip IS NOT NULL
    AND (
      ${SENDS}
      OR ${ADMIN_ASKS}
    )`,
    ...PRINCIPAL,
    // As the detector does: an IPv6 network of this size has one owner.
    "EVAL Esql.address = IP_PREFIX(source.ip, 32, 64)",
    `STATS Esql.first_call = MIN(@timestamp),
    Esql.last_call = MAX(@timestamp),
    Esql.calls = COUNT(*)
  BY Esql.principal, Esql.address`,
    `EVAL Esql.is_new = CASE(Esql.first_call >= NOW() - ${esqlMinutes(NEW_MS)}, 1, 0)`,
    `STATS Esql.new_addresses = SUM(Esql.is_new),
    Esql.known_addresses = SUM(1 - Esql.is_new),
    Esql.messages = SUM(Esql.calls * Esql.is_new),
    Esql.first_seen = MIN(CASE(Esql.is_new == 1, Esql.first_call, null)),
    Esql.last_seen = MAX(CASE(Esql.is_new == 1, Esql.last_call, null))
  BY Esql.principal`,
    `WHERE Esql.new_addresses > ${measure.threshold}`,
    "KEEP Esql.principal, Esql.new_addresses, Esql.known_addresses, Esql.messages, Esql.first_seen, Esql.last_seen",
    "SORT Esql.new_addresses DESC",
  ]);

/** A key that appears at addresses where it never was. */
export function keyNewAddresses(licence: Licence): UnversionedRule {
  const intervalMs = licence.isSuppressionLicensed ? 5 * MINUTE_MS : measure.windowMs;
  const schedule = covering(KNOWN_DAYS * DAY_MS, intervalMs, NEW_MS);
  return nativeRule({
    id: "sms-pumping-key-new-addresses",
    basis: smsKeyNewAddresses,
    name: smsKeyNewAddresses.title,
    description: `One principal sends from more than ${measure.threshold} addresses in ${spelledDuration(measure.windowMs)} at which it was not in the ${KNOWN_DAYS} days before: a stolen key behind proxies.`,
    data: sendsTrail,
    detection: { type: "esql", language: "esql", query: queryOf(schedule) },
    schedule,
    maxSignals: 100,
    suppression: suppressedBy(BY, usualQuiet(measure), licence),
    fields: ["aws.cloudtrail.user_identity.arn", "event.action", "event.provider", "source.ip"],
    investigate: [...BY, "Esql.new_addresses", "Esql.known_addresses", "Esql.messages"],
    steps: KEY_STEPS,
    choosing: [
      "Each run reads all sends of the time that it looks back. Where a back end sends very many, let it run less often.",
      "Until the trail has been in Elastic for as long, every address of a sender with many is new.",
      alertsOnce("principal"),
    ],
    blindSpots: [
      ...smsKeyNewAddresses
        .prose(measure)
        .blindSpots.filter((text) => !text.includes("usual peak")),
      "How many new addresses are usual: Kibana asks every principal for the same number.",
    ],
  });
}
