import { dynamoMinuteStore } from "../../../../lambda/adapters/state-table/minutes";
import { noCounts, type HourCounts } from "../../../../lambda/core/counting/minutes/minute-count";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { newMinuteKey } from "../../../support/minute-store-contract";

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoMinuteStore(local.client, local.tables.state);

  test("hours that take several pages are read whole and in order", async () => {
    const large = newMinuteKey();
    const counts = noCounts().map((_, minute) => 900_000_000_000_001 + minute);
    const hours = Array.from({ length: 650 }, (_, i): HourCounts => {
      return {
        hour: 494_000 + i,
        requests: counts,
        confirmed: counts,
        paid: counts,
        unsent: counts,
      };
    });
    const store = open();
    for (let i = 0; i < hours.length; i += 50) {
      await Promise.all(hours.slice(i, i + 50).map((hour) => store.add(large, hour)));
    }
    let pages = 0;
    local.client.middlewareStack.add(
      (next) => (args) => {
        pages++;
        return next(args);
      },
      { step: "initialize", name: "pages" },
    );
    const read = await store.read(large, 494_000, 494_649);
    local.client.middlewareStack.remove("pages");
    expect(read).toEqual(hours);
    expect(pages).toBeGreaterThan(1);
  });
});
