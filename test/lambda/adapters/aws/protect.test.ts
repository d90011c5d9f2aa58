import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { protectService } from "../../../../lambda/adapters/aws/protect";
import type { ProtectService } from "../../../../lambda/core/protect/protect-service";

interface Answer {
  readonly status?: number;
  readonly body: object;
}

const refused = (__type: string): Answer => ({ status: 400, body: { __type, Message: "no" } });

/** Runs against a server that speaks as AWS does: the SDK itself writes, reads and repeats. */
async function against<T>(
  answers: readonly Answer[],
  work: (service: ProtectService) => Promise<T>,
): Promise<{
  result: T;
  asked: readonly (readonly [string, unknown])[];
  pauses: readonly number[];
}> {
  const left = [...answers];
  const asked: [string, unknown][] = [];
  const pauses: number[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (data: Buffer) => (text += data.toString()));
    request.on("end", () => {
      asked.push([String(request.headers["x-amz-target"]).split(".")[1]!, JSON.parse(text)]);
      const { status = 200, body } = left.shift() ?? { status: 500, body: {} };
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = new PinpointSMSVoiceV2Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const pause = (ms: number): Promise<void> => {
    pauses.push(ms);
    return Promise.resolve();
  };
  try {
    return { result: await work(protectService(client, { owner: "Stack", pause })), asked, pauses };
  } finally {
    client.destroy();
    server.close();
    server.closeAllConnections();
  }
}

test("a configuration is made once for a token, with the tag that makes it ours", async () => {
  const made = { ProtectConfigurationId: "protect-1", CreatedTimestamp: 1_790_000_000 };
  const { result, asked } = await against([{ body: made }], (service) => service.create("token"));
  expect(result).toEqual({ id: "protect-1", createdMs: 1_790_000_000_000, isOurs: true });
  expect(asked).toEqual([
    [
      "CreateProtectConfiguration",
      {
        ClientToken: "token",
        Tags: [
          { Key: "Name", Value: "Stack: allowed countries" },
          { Key: "sms-pumping-protect", Value: "Stack" },
        ],
      },
    ],
  ]);
});

test("the default is on whichever page", async () => {
  const pages = [
    { body: { AccountAttributes: [{ Name: "ACCOUNT_TIER", Value: "SANDBOX" }], NextToken: "2" } },
    {
      body: {
        AccountAttributes: [{ Name: "DEFAULT_PROTECT_CONFIGURATION_ID", Value: "protect-1" }],
      },
    },
  ];
  const { result, asked, pauses } = await against(pages, (service) => service.accountDefault());
  expect(result).toBe("protect-1");
  expect(asked.map(([, input]) => input)).toEqual([{}, { NextToken: "2" }]);
  expect(pauses.every((ms) => ms > 1000)).toBe(true);
  expect(pauses).toHaveLength(2);
});

test("a call that AWS throttles is repeated", async () => {
  const { result, asked } = await against(
    [refused("ThrottlingException"), { body: { AccountAttributes: [] } }],
    (service) => service.accountDefault(),
  );
  expect(result).toBeUndefined();
  expect(asked).toHaveLength(2);
});

test("a change that AWS denies since it does not see the new tag yet is repeated, and not for ever", async () => {
  const step = { status: "BLOCK", countries: ["UZ", "TJ"] } as const;
  const update = (service: ProtectService) => service.update("protect-1", "SMS", step);
  const { asked } = await against([refused("AccessDeniedException"), { body: {} }], update);
  expect(asked).toHaveLength(2);
  expect(asked[1]).toEqual([
    "UpdateProtectConfigurationCountryRuleSet",
    {
      ProtectConfigurationId: "protect-1",
      NumberCapability: "SMS",
      CountryRuleSetUpdates: {
        UZ: { ProtectStatus: "BLOCK" },
        TJ: { ProtectStatus: "BLOCK" },
      },
    },
  ]);
  const always = Array.from({ length: 9 }, () => refused("AccessDeniedException"));
  await expect(against(always, update)).rejects.toThrow("no");
});

test("rules come whole, and what the Region has none of is told apart", async () => {
  const rules = { CountryRuleSet: { US: { ProtectStatus: "ALLOW" }, UZ: { ProtectStatus: "X" } } };
  const read = (service: ProtectService) => service.rules("protect-1", "VOICE");
  expect((await against([{ body: rules }], read)).result).toEqual(
    new Map([
      ["US", "ALLOW"],
      ["UZ", "X"],
    ]),
  );
  await expect(against([refused("ValidationException")], read)).rejects.toMatchObject({
    name: "CapabilityRefused",
  });
});

test("a default that is gone already is none, and another refusal is an error", async () => {
  const remove = (service: ProtectService) => service.deleteAccountDefault();
  const { result } = await against([refused("ResourceNotFoundException")], remove);
  expect(result).toBeUndefined();
  await expect(against([refused("AccessDeniedException")], remove)).rejects.toThrow("no");
});
