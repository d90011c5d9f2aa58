import { readAllowList, readRequest } from "../../../../lambda/core/protect/request";

const event = {
  RequestType: "Create",
  RequestId: "a",
  ResponseURL: "https://example.com/answer",
  StackId: "b",
  LogicalResourceId: "c",
  ResourceProperties: { Countries: ["US"], Mode: "block" },
};

test("a first request has the id that all later ones have", () => {
  expect(readRequest(event).physicalId).toBe("account-default-protect-configuration");
  expect(readRequest({ ...event, PhysicalResourceId: "other" }).physicalId).toBe("other");
});

test.each([
  [{ ...event, RequestType: "Read" }, "RequestType Create, Update or Delete"],
  [{ ...event, ResponseURL: "" }, "got no ResponseURL"],
  [undefined, "RequestType"],
])("refuses an event that CloudFormation does not send: %#", (given, message) => {
  expect(() => readRequest(given)).toThrow(message);
});

test("the list comes with its mode", () => {
  expect(readAllowList(event.ResourceProperties)).toEqual({ countries: ["US"], mode: "block" });
});

test.each([
  { Countries: [], Mode: "block" },
  { Countries: [1], Mode: "block" },
  { Countries: "US", Mode: "block" },
  { Countries: ["US"], Mode: "filter" },
  undefined,
])("refuses properties that are no list and mode: %j", (properties) => {
  expect(() => readAllowList(properties)).toThrow("deploy the stack again");
});
