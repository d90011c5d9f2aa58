import { exampleDocuments } from "../../../bin/docs/examples/examples";
import { goldenDocuments } from "../../support/elastic-documents";

/** It has no field that others have not, so the page needs no example of it. */
const NOT_SHOWN = "finding-verdict";

test("the examples are the documents that come of recorded calls of the same attacks", async () => {
  const golden = new Map(await goldenDocuments());
  expect(golden.delete(NOT_SHOWN)).toBe(true);
  expect(Object.fromEntries(await exampleDocuments())).toEqual(Object.fromEntries(golden));
});
