import { detectionTemplate, resource } from "../synth";

const template = detectionTemplate();
const state = resource(template, "AWS::DynamoDB::Table", "TablesState");
const findings = resource(template, "AWS::DynamoDB::Table", "TablesFindings");

test.each([
  ["state", state],
  ["findings", findings],
])("%s has string keys, pays per request and expires by itself", (_, { Properties }) => {
  expect(Properties).toMatchObject({
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    BillingMode: "PAY_PER_REQUEST",
    TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
  });
});

test("findings survive the stack and can be restored; state goes with it", () => {
  expect(findings.DeletionPolicy).toBe("Retain");
  expect(findings.Properties.PointInTimeRecoverySpecification).toEqual({
    PointInTimeRecoveryEnabled: true,
  });
  expect(state.DeletionPolicy).toBe("Delete");
});

test("the findings' stream carries whole new items", () => {
  expect(findings.Properties.StreamSpecification).toEqual({ StreamViewType: "NEW_IMAGE" });
});

test("what is left to do is listed by a sparse index of keys", () => {
  expect(findings.Properties.GlobalSecondaryIndexes).toEqual([
    {
      IndexName: "todo",
      KeySchema: [{ AttributeName: "todo", KeyType: "HASH" }],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ]);
});
