import { exampleDocuments } from "../../../bin/docs/examples/examples";
import { goldenDocuments } from "../../support/elastic-documents";

test("the examples are the documents that come of recorded calls of the same attacks", async () => {
  const examples = Object.fromEntries(await exampleDocuments());
  expect(examples).toEqual(Object.fromEntries(await goldenDocuments()));
});
