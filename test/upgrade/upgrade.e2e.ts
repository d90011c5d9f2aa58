import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { eventually, type Mail } from "../e2e/cloud";
import { isPythonThere } from "../e2e/emulator";
import { about } from "../e2e/stage";
import { dataStreamOf } from "../../lambda/core/elastic/fields";
import { at, stringAt } from "../../lambda/core/sources/records/json";
import { codeRequests, targetOf } from "./calls";
import {
  leaveThingsHalfDone,
  NEW_ACCOUNT,
  openEarlier,
  type Course,
  type Installation,
} from "./earlier";
import { setReading, type BusEvent, type Item } from "./installation";
import { keptVersions } from "./kept-version";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** As many as `pace.perHour` of the configuration allows. */
const PLACES = 20;

/** The app clients that were attacked, each by one address. */
const LABELS = ["open", "told", "queued", "left", "half", "new", "deferred"];

/** What names a holder of data, which an upgrade must not replace. */
const HOLDER = /(QueueUrl|TableName|TopicArn|BusName)$/;

/** What lay in the installation before this version was deployed over it. */
interface Before {
  readonly outputs: Readonly<Record<string, string>>;
  readonly holders: readonly string[];
  readonly state: readonly Item[];
  readonly findings: readonly Item[];
  readonly mails: readonly Mail[];
}

interface StoredHead {
  readonly findings?: readonly { readonly id: string; readonly firstSeen: number }[];
  readonly incidents?: readonly {
    readonly id: string;
    readonly status: string;
    readonly revision: number;
  }[];
}

const placeOf = ({ pk, sk }: Item): string => `${pk?.S} ${sk?.S}`;

const isOf = ({ pk }: Item, label: string): boolean => pk?.S?.endsWith(targetOf(label)) === true;

const bodyOf = ({ body }: Item): StoredHead => JSON.parse(body?.S ?? "{}") as StoredHead;

/** The ids of a target's findings and incidents, of old. */
function idsOf(items: readonly Item[], label: string): readonly string[] {
  const heads = items.filter((item) => isOf(item, label) && item.kind?.S === "head").map(bodyOf);
  return heads
    .flatMap(({ findings = [], incidents = [] }) => [...findings, ...incidents])
    .map(({ id }) => id)
    .sort();
}

const nameOf = ({ detail }: BusEvent): string =>
  [detail.finding?.id ?? detail.incident?.id, detail.sequence ?? detail.incident?.revision].join(
    " ",
  );

const eventsOn = (events: readonly BusEvent[], label: string): readonly BusEvent[] =>
  events.filter(({ detail }) => (detail.finding ?? detail.incident)?.target === targetOf(label));

async function photograph(installation: Installation): Promise<Before> {
  return {
    outputs: installation.outputs.SmsPumpingDetection ?? {},
    holders: await installation.holders(),
    state: await installation.items("StateTableName"),
    findings: await installation.items("FindingsTableName"),
    mails: [...(await installation.onCall())],
  };
}

function describeUpgrade(version: string): void {
  describe(`this version over version ${version}`, () => {
    let before: Before;
    let now: Installation;
    let course: Course;
    let close = (): Promise<void> => Promise.resolve();

    beforeAll(async () => {
      const opened = await openEarlier(version);
      ({ close } = opened);
      course = await leaveThingsHalfDone(opened.installation);
      before = await photograph(opened.installation);
      now = opened.upgrade();
    }, 480_000);

    afterAll(() => close());

    const mailsAbout = async (label: string): Promise<readonly Mail[]> =>
      about(await now.onCall(), `client${label}`);
    const mailed = (label: string, count: number, withinMs = 90_000) =>
      eventually(
        () => mailsAbout(label),
        (mails) => mails.length >= count,
        withinMs,
      );
    const attack = (...bodies: readonly string[][]): Promise<void> =>
      now.cloud.send(now.output("QueueUrl"), bodies.flat());
    const counted = async (): Promise<void> => {
      const idle = now.cloud.idle(now.output("QueueUrl"));
      expect(await eventually(idle, Boolean)).toBe(true);
    };

    test("keeps every table, topic, subscription and queue, and what the stack says of them", async () => {
      expect(await now.holders()).toEqual(expect.arrayContaining([...before.holders]));
      const kept = Object.entries(before.outputs).filter(([name]) => HOLDER.test(name));
      expect(kept.length).toBeGreaterThan(10);
      expect(now.outputs.SmsPumpingDetection).toMatchObject(Object.fromEntries(kept));
      const names = Object.keys(now.outputs.SmsPumpingDetection ?? {});
      expect(names).toEqual(expect.arrayContaining(Object.keys(before.outputs)));
    });

    test("loses nothing that was stored, and rewrites no step", async () => {
      const state = new Set((await now.items("StateTableName")).map(placeOf));
      const findings = new Map(
        (await now.items("FindingsTableName")).map((item) => [placeOf(item), item]),
      );
      expect(before.state.map(placeOf).filter((place) => !state.has(place))).toEqual([]);
      expect(before.state.length).toBeGreaterThan(10);
      for (const item of before.findings) {
        const body = findings.get(placeOf(item))?.body;
        if (item.kind?.S === "step") expect(body).toEqual(item.body);
        else expect(body).toBeDefined();
      }
    });

    test("the sweep publishes once what had been left with its mark", async () => {
      expect(eventsOn(await now.published(), "left")).toEqual([]);
      await now.sweepAt(Date.now() + 3 * MINUTE_MS);
      const events = await eventually(
        async () => eventsOn(await now.published(), "left"),
        (all) => all.length >= 1,
      );
      const names = events.map(nameOf);
      expect(names).toEqual([...new Set(names)]);
      expect(events.map((event) => event["detail-type"])).toContain("SMS Pumping Finding");
    });

    test("tells once what waited in a queue, waited for its time or was left behind", async () => {
      await setReading(now.cloud, true);
      expect(await mailed("queued", 1)).toHaveLength(1);
      expect(await mailed("left", 1)).toHaveLength(1);
      // One that is still is not told again: it goes on.
      const goesOn = { label: "open", ip: "198.51.100.41", startMs: Date.now(), count: 1 };
      await attack(codeRequests(goesOn));
      await counted();
      const [first, second] = await eventually(
        async () => {
          await now.sweepAt(Date.now());
          return mailsAbout("open");
        },
        (mails) => mails.length >= 2,
        120_000,
      );
      expect(first).toEqual(about(before.mails, "clientopen")[0]);
      expect(second?.subject).toBe(first?.subject);
      expect(second?.body).toMatch(/^STILL ONGOING since /);
      expect(await mailsAbout("open")).toHaveLength(2);
      expect(await mailsAbout("told")).toEqual(about(before.mails, "clienttold"));
    });

    test("judges in time what the earlier version had put off", async () => {
      expect(about(before.mails, "clientdeferred")).toEqual([]);
      expect(await mailed("deferred", 1, 270_000)).toHaveLength(1);
      await counted();
    });

    test("fills a window that the earlier version had begun, with its figures of what is spent", async () => {
      expect(await mailsAbout("half")).toEqual([]);
      const calls = { label: "half", ip: "198.51.100.42", startMs: course.halfMs };
      await attack(
        codeRequests({ ...calls, count: 6 }),
        codeRequests({ ...calls, from: 6, count: 14 }),
      );
      const [mail, ...others] = await mailed("half", 1);
      expect(others).toEqual([]);
      expect(mail?.body).toContain("\n20 code requests from 1 address");
      expect(mail?.body).toContain("\nSPENT  on SNS: $42 this month");
    });

    test("goes on learning where it had begun, and nowhere anew", async () => {
      const calls = { label: "new", ip: "198.51.100.43", startMs: course.halfMs };
      const more = { ...calls, account: NEW_ACCOUNT };
      await attack(codeRequests({ ...more, from: 20, count: 5 }));
      await counted();
      expect(await mailsAbout("new")).toEqual([]);
      await attack(codeRequests({ ...more, from: 25, count: 7 }));
      expect(await mailed("new", 1)).toHaveLength(1);
      const seen = (items: readonly Item[]) =>
        items
          .filter(({ pk }) => pk?.S?.startsWith("meta#"))
          .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
      expect(seen(before.state)).toHaveLength(2);
      expect(seen(await now.items("StateTableName"))).toMatchObject(seen(before.state));
    });

    test("an attack that goes on is the same incident, told anew only when it is over", async () => {
      const calls = { label: "open", ip: "198.51.100.41", startMs: course.startMs };
      await attack(
        codeRequests({ ...calls, from: 27, count: 1 }),
        codeRequests({ ...calls, count: 12 }),
      );
      await counted();
      const stored = await now.items("FindingsTableName");
      for (const id of idsOf(before.findings, "open")) expect(idsOf(stored, "open")).toContain(id);
      const incidents = stored
        .filter((item) => isOf(item, "open") && item.sk?.S === "i")
        .flatMap((item) => bodyOf(item).incidents ?? []);
      expect(incidents).toHaveLength(1);

      await now.sweepAt(Date.now() + 36 * MINUTE_MS);
      const mails = await eventually(
        async () => {
          await now.sweepAt(Date.now());
          return mailsAbout("open");
        },
        (all) => all.some(({ body }) => body.startsWith("OVER")),
        150_000,
      );
      expect(new Set(mails.map(({ subject }) => subject)).size).toBe(1);
      expect(mails.map(({ body }) => body.split(" since ")[0])).toEqual([
        "ONGOING",
        "STILL ONGOING",
        "OVER",
      ]);
    });

    test("an hour whose e-mails the earlier version has used up has no place left", async () => {
      const hour = Math.floor(Date.now() / HOUR_MS);
      for (const each of [hour, hour + 1]) {
        await now.cloud.dynamo.send(
          new UpdateItemCommand({
            TableName: now.output("StateTableName"),
            Key: { pk: { S: "pages" }, sk: { S: String(each).padStart(15, "0") } },
            UpdateExpression: "SET expires = :expires ADD admitted :incidents",
            ExpressionAttributeValues: {
              ":expires": { N: String((each + 48) * 3600) },
              ":incidents": { SS: Array.from({ length: PLACES }, (_, i) => `earlier-${i}`) },
            },
          }),
        );
      }
      const calls = { label: "crowd", ip: "198.51.100.47", startMs: course.startMs };
      await attack(codeRequests({ ...calls, count: 20 }));
      const mails = await eventually(
        now.onCall,
        (all) => about(all, "more incidents than e-mails").length > 0,
      );
      expect(about(mails, "more incidents than e-mails")).toHaveLength(1);
      const [crowd] = about(mails, "more incidents than e-mails");
      expect(about(mails, "clientcrowd")).toEqual([crowd]);
    });

    test("gives up on no message, and stores each step in Elastic once", async () => {
      const names = Object.keys(now.outputs.SmsPumpingDetection ?? {}).filter((name) =>
        /(DeadLetter|Undelivered|Rejects)QueueUrl$/.test(name),
      );
      expect(names.length).toBeGreaterThan(5);
      for (const name of names) {
        const count = await now.cloud.attribute(now.output(name), "ApproximateNumberOfMessages");
        expect([name, count]).toEqual([name, "0"]);
      }
      const idle = now.cloud.idle(now.output("ForwardQueueUrl"));
      expect(await eventually(idle, Boolean)).toBe(true);
      const documents = now.elastic.stream(dataStreamOf("default"))?.documents ?? [];
      expect(new Set(documents.map(({ id }) => id)).size).toBe(documents.length);
      const alerts = documents.filter(({ body }) => at(body, "event", "kind") === "alert");
      const alerted = (label: string) =>
        alerts.filter(({ body }) => stringAt(body, "sms_pumping", "target") === targetOf(label));
      for (const label of LABELS) {
        expect([label, alerted(label).length]).toEqual([label, 1]);
      }
    });

    test("tells nobody twice", async () => {
      for (const label of LABELS) {
        const mails = await mailsAbout(label);
        const states = mails.map(({ body }) => body.split(" since ")[0]);
        expect([label, states]).toEqual([label, [...new Set(states)]]);
        expect(states[0]).toBe("ONGOING");
      }
    });

    test("leaves no step unpublished", async () => {
      const marks = (await now.items("FindingsTableName")).map(({ todo }) => todo?.S ?? "");
      expect(marks.filter((mark) => mark.startsWith("s"))).toEqual([]);
    });
  });
}

const CANNOT = "the upgrade test needs Python 3: its emulator is written in it";

if (isPythonThere()) {
  for (const version of keptVersions()) describeUpgrade(version);
} else if (process.env.CI === undefined) {
  console.error(`SKIPPED, NOT TESTED: ${CANNOT}`);
  test.skip(CANNOT, () => undefined);
} else {
  test("finds Python", () => {
    throw new Error(CANNOT);
  });
}
