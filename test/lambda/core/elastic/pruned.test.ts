import { pruned } from "../../../../lambda/core/elastic/pruned";

test("what holds nothing goes, and so does what held only that", () => {
  const fields = {
    zero: 0,
    no: false,
    text: "a",
    none: undefined,
    nothing: null,
    empty: "",
    list: ["", "b", [], {}],
    object: { deep: { deeper: undefined }, kept: [{ a: "", b: 1 }] },
    gone: { deep: [""] },
  };
  expect(pruned(fields)).toEqual({
    zero: 0,
    no: false,
    text: "a",
    list: ["b"],
    object: { kept: [{ b: 1 }] },
  });
});
