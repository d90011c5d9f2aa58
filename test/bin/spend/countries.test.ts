import { readProposal } from "../../../bin/spend/countries";
import { countriesRecord } from "../../../bin/spend/countries-record";
import { countriesText } from "../../../bin/spend/countries-text";
import { cloudWatchSource } from "../../../lambda/adapters/aws/spend";
import { DAY_MS, HOUR_MS } from "../../../lambda/core/model/time";
import { cloudWatch } from "../../support/cloudwatch";
import { cloudWatchClient } from "../../support/cloudwatch-client";

const NOW = Date.parse("2026-11-27T10:00:00Z");

/** An account that texts two countries all the time, and was pumped 50 days ago for three hours. */
function account() {
  const source = cloudWatch();
  const texts = (
    Country: string,
    SMSType: string,
    points: readonly (readonly [number, number])[],
  ) => {
    source.put(
      {
        namespace: "AWS/SNS",
        metricName: "NumberOfMessagesPublished",
        dimensions: { Country, SMSType },
      },
      points.map(([atMs, value]) => ({ atMs, value, arrivesMs: atMs })),
    );
  };
  const days = Array.from({ length: 89 }, (_, i) => NOW - i * DAY_MS);
  texts(
    "US",
    "Transactional",
    days.map((atMs) => [atMs, 40]),
  );
  texts(
    "CA",
    "Promotional",
    days.filter((_, i) => i % 3 === 0).map((atMs) => [atMs, 2]),
  );
  const pump = NOW - 50 * DAY_MS;
  texts(
    "UZ",
    "Transactional",
    [0, 1, 2].map((hour) => [pump + hour * HOUR_MS, 900]),
  );
  return source;
}

const proposalOf = (source = account(), pageSize = 100_800) => {
  const { client, commands } = cloudWatchClient(source, () => NOW, pageSize);
  return {
    proposal: readProposal(cloudWatchSource(client, { areRecent: false }), NOW),
    commands,
  };
};

test("the list is made of what CloudWatch tells, page by page, of countries that it lists no more", async () => {
  const { proposal, commands } = proposalOf(account(), 50);
  expect(await proposal).toMatchObject({
    allowed: ["CA", "US"],
    answered: { sns: 3, "end-user-messaging": 0 },
    blocked: { texts: 2700, ofTexts: 6320, days: 1 },
  });
  expect(commands.length).toBeGreaterThan(4);
});

test("the text has a line for each country, what would have been blocked, and the key to copy", async () => {
  const text = countriesText("eu-west-1", await proposalOf().proposal);
  expect(text).toMatch(/^Countries texted from eu-west-1, 2026-08-30 to 2026-11-27 UTC\n/);
  expect(text).toContain("answered: Amazon SNS: 3 countries; AWS End User Messaging: no texts\n");
  expect(text).toMatch(/^ {2}US {3}United States +3,560 +1[23] +8 % {2}allow$/m);
  expect(text).toMatch(/^ {2}UZ {3}Uzbekistan +2,700 +0 +100 % {2}leave out: a burst$/m);
  expect(text).toContain(
    "It would have blocked 2,700 texts of 6,320 (43 %) on 1 day: about $270, estimated at $0.10 a text.",
  );
  expect(text).toContain('\n  "allowedCountries": ["CA", "US"]\n');
});

test("the JSON object has the same for another program", async () => {
  expect(countriesRecord("eu-west-1", await proposalOf().proposal)).toMatchObject({
    region: "eu-west-1",
    from: "2026-08-30T00:00:00.000Z",
    countries: [
      { country: "US", use: "steady" },
      { country: "UZ", use: "burst", busiestWeekShare: 1 },
      { country: "CA", use: "steady" },
    ],
    wouldHaveBlocked: { texts: 2700, days: 1, estimatedUsd: 270, assumedPriceUsd: 0.1 },
    allowedCountries: ["CA", "US"],
  });
});

test("a Region without texts is told in three lines", async () => {
  const text = countriesText("eu-west-1", await proposalOf(cloudWatch()).proposal);
  expect(text.trimEnd().split("\n")).toHaveLength(3);
  expect(text).toContain("--region");
});

test("where no country is in steady use none is proposed, and no key is printed", async () => {
  const source = cloudWatch();
  const metric = {
    namespace: "AWS/SMSVoice",
    metricName: "NumberOfTextMessagePartsSent",
    dimensions: { IsoCountryCode: "UZ" },
  };
  source.put(metric, [{ atMs: NOW - DAY_MS, value: 900, arrivesMs: NOW - DAY_MS }]);
  const text = countriesText("eu-west-1", await proposalOf(source).proposal);
  expect(text).toContain("None is: name your customers' countries by hand.");
  expect(text).toContain("leave out: a burst, new");
  expect(text).not.toContain("allowedCountries");
});
