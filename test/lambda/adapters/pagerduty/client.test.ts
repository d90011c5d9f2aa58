import { pagerDutyClient } from "../../../../lambda/adapters/pagerduty/client";
import type { PagerDutyEvent } from "../../../../lambda/core/notifications/pagerduty/event";
import { NotificationRefused } from "../../../../lambda/core/notifications/sink";
import { standIn, type Answer } from "../../../support/http-stand-in";
import {
  pagerDutyServer,
  ROUTING_KEY,
  type PagerDutyServer,
} from "../../../support/pagerduty-service";

let server: PagerDutyServer;
beforeEach(async () => {
  server = await pagerDutyServer();
});
afterEach(() => server.close());

const EVENT: PagerDutyEvent = {
  event_action: "trigger",
  dedup_key: "I1",
  payload: {
    summary: "codes",
    source: "111122223333",
    severity: "error",
    timestamp: "2026-11-17T04:51:00.000Z",
  },
};
const REVOKED = "revoked0123456789abcdefABCDEF0123".slice(1);

/** A client whose secret holds one key after another, and that does not wait. */
function clientOf(keys: readonly string[] = [ROUTING_KEY], endpoint = server.url) {
  const stored = [...keys];
  let known = stored[0]!;
  const waits: number[] = [];
  const send = pagerDutyClient({
    endpoint,
    routingKey: {
      secret: "sms-pumping/pagerduty",
      read: () => Promise.resolve(known),
      readAgain: () => {
        known = stored.splice(0, stored.length > 1 ? 1 : 0).length > 0 ? stored[0]! : known;
        return Promise.resolve(known);
      },
    },
    timeoutMs: 500,
    nowMs: () => Date.parse("2026-11-17T04:51:00Z"),
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    random: () => 0.5,
  });
  return { send, waits };
}

const busy = (status: number, headers = {}): Answer => ({ status, headers, body: {} });

describe("PagerDuty's client", () => {
  test("hands over an event with its key", async () => {
    await clientOf().send(EVENT);
    expect(server.service.taken).toEqual([
      { action: "trigger", key: "I1", body: { routing_key: ROUTING_KEY, ...EVENT } },
    ]);
  });

  test.each([429, 500, 502, 503])("tries once more after %i", async (status) => {
    server.service.instead.push(busy(status));
    const { send, waits } = clientOf();
    await send(EVENT);
    expect(server.service.taken).toHaveLength(1);
    expect(waits).toEqual([250]);
  });

  test("waits for as long as it is asked to, and leaves what takes longer to the queue", async () => {
    server.service.instead.push(busy(429, { "retry-after": "2" }));
    const { send, waits } = clientOf();
    await send(EVENT);
    expect(waits).toEqual([2000]);
    server.service.instead.push(busy(429, { "retry-after": "60" }));
    await expect(send(EVENT)).rejects.toThrow("PagerDuty answered 429");
    expect(waits).toEqual([2000]);
  });

  test("leaves what lasts to the queue", async () => {
    server.service.instead.push(busy(503), busy(503));
    await expect(clientOf().send(EVENT)).rejects.toThrow("PagerDuty answered 503");
  });

  test("reads the secret again where the key is refused", async () => {
    await clientOf([REVOKED, ROUTING_KEY]).send(EVENT);
    expect(server.service.taken).toHaveLength(1);
  });

  test("says which secret to mend where the stored key is refused, and keeps the event", async () => {
    const failure = clientOf([REVOKED]).send(EVENT);
    await expect(failure).rejects.toThrow(/secret sms-pumping\/pagerduty .*store a valid one/);
    await expect(failure).rejects.not.toThrow(NotificationRefused);
    await expect(failure).rejects.not.toThrow(REVOKED);
  });

  test("gives up an event that PagerDuty refuses, with its reason", async () => {
    const failure = clientOf().send({ ...EVENT, dedup_key: "x".repeat(300) });
    await expect(failure).rejects.toThrow(NotificationRefused);
    await expect(failure).rejects.toThrow("'dedup_key' is longer than 255 characters");
  });

  test("repeats no text of others that could be a link or a phone number", async () => {
    const body = { message: "no https://evil.example/x for +998901234567", errors: [1] };
    server.service.instead.push({ status: 400, body });
    const failure = clientOf().send(EVENT);
    await expect(failure).rejects.toThrow("PagerDuty answered 400: no ");
    await expect(failure).rejects.not.toThrow(/https:|evil\.|998901234567/);
  });

  test("follows no redirect, which would take the key elsewhere", async () => {
    const other = await pagerDutyServer();
    const headers = { location: `${other.url}/v2/enqueue` };
    server.service.instead.push({ status: 307, headers }, { status: 307, headers });
    await expect(clientOf().send(EVENT)).rejects.toThrow("PagerDuty answered 307");
    expect(other.service.taken).toEqual([]);
    await other.close();
  });

  test("says that PagerDuty cannot be reached, or does not answer in time", async () => {
    const gone = await pagerDutyServer();
    await gone.close();
    await expect(clientOf([ROUTING_KEY], gone.url).send(EVENT)).rejects.toThrow(
      /^PagerDuty: nobody answers there/,
    );
    const slow = await standIn(() => new Promise(() => undefined));
    await expect(clientOf([ROUTING_KEY], slow.url).send(EVENT)).rejects.toThrow(
      /^PagerDuty: no answer/,
    );
    await slow.close();
  });
});
