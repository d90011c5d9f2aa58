import fc from "fast-check";
import { createPrefilter } from "../../../bin/input/prefilter";
import { runs } from "../../support/runs";

const RELEVANT = ["cognito-idp.amazonaws.com", "sns.amazonaws.com"];

/** Asks for each record where it lies among the others, and for its own bytes alone. */
function judge(records: readonly string[], relevant = RELEVANT): readonly boolean[] {
  const isIrrelevant = createPrefilter(relevant);
  const bytes = Buffer.from(records.join(","));
  let from = 0;
  return records.map((record) => {
    const to = from + Buffer.byteLength(record);
    const verdict = isIrrelevant(bytes, from, to, 1000 + from);
    from = to + 1;
    return verdict;
  });
}

describe("the prefilter", () => {
  test.each([
    ["a record of another service", '{"eventSource":"ec2.amazonaws.com"}', true],
    ["a record of another service with spaces", '{ "eventSource" : "ec2.amazonaws.com" }', true],
    ["a record of a relevant service", '{"eventSource":"sns.amazonaws.com"}', false],
    ["a record without an event source", '{"message":"ec2.amazonaws.com"}', false],
    [
      "a record in a text",
      '{"CloudTrailEvent":"{\\"eventSource\\":\\"ec2.amazonaws.com\\"}"}',
      false,
    ],
    [
      "a relevant record in a text of another's",
      '{"eventSource":"aws:sqs","body":"{\\"eventSource\\":\\"sns.amazonaws.com\\"}"}',
      false,
    ],
    [
      "a mention of a relevant service",
      '{"eventSource":"kms.amazonaws.com","invokedBy":"sns.amazonaws.com"}',
      false,
    ],
  ])("judges %s", (_, record, expected) => {
    expect(judge([record])).toEqual([expected]);
  });

  test("takes nothing that names its source for relevant when the list is empty", () => {
    expect(judge(['{"eventSource":"sns.amazonaws.com"}', "{}"], [])).toEqual([true, false]);
  });

  test("judges each record by its own bytes, whatever stands before and after it", () => {
    const record = fc
      .record(
        {
          eventSource: fc.constantFrom(...RELEVANT, "ec2.amazonaws.com", "sns.amazonaws.co"),
          x: fc.constantFrom("", "sns.amazonaws.com", '"eventSource"', "sns.amazonaws."),
        },
        { requiredKeys: ["x"] },
      )
      .map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 30 }), (records) => {
        const expected = records.map(
          (text) =>
            text.includes('"eventSource"') && !RELEVANT.some((value) => text.includes(value)),
        );
        expect(judge(records)).toEqual(expected);
        expect(records.flatMap((text) => judge([text]))).toEqual(expected);
      }),
      { numRuns: runs(500) },
    );
  });

  test("finds a value of which only a part was at hand when the record before was judged", () => {
    const [first, second] = ['{"eventSource":"ec2"}', '{"eventSource":"sns.amazonaws.com"}'];
    const stream = Buffer.from(first + second);
    for (let held = first.length; held <= stream.length; held++) {
      const isIrrelevant = createPrefilter(RELEVANT);
      expect(isIrrelevant(stream.subarray(0, held), 0, first.length, 0)).toBe(true);
      expect(isIrrelevant(stream, first.length, stream.length, first.length)).toBe(false);
    }
  });

  test("judges right when only a part of the stream is at hand and when it goes back", () => {
    const texts = ["ec2", "sns", "kms", "sns", "sts"].map(
      (name) => `{"eventSource":"${name}.amazonaws.com"}`,
    );
    const stream = Buffer.from(texts.join(""));
    const isIrrelevant = createPrefilter(RELEVANT);
    const at = (index: number, heldFrom: number) => {
      const offset = texts.slice(0, index).join("").length;
      const end = offset + texts[index]!.length;
      return isIrrelevant(
        stream.subarray(heldFrom, end),
        offset - heldFrom,
        end - heldFrom,
        offset,
      );
    };
    expect([at(0, 0), at(1, 0), at(3, 40), at(2, 40), at(4, 60), at(0, 0), at(1, 30)]).toEqual([
      true,
      false,
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});
