import { bulkRequests } from "../../../../lambda/core/elastic/bulk";

const documentOf = (id: string, text = "") => ({ id, body: { text } });

const bytesOf = (text: string): number => Buffer.byteLength(text);

describe("the body of a bulk request", () => {
  test("has two lines a document, creates only, and ends in a newline", () => {
    const { requests, tooLarge } = bulkRequests([documentOf("a"), documentOf("b", "x\ny")]);
    expect(tooLarge).toEqual([]);
    expect(requests.map(({ body }) => body)).toEqual([
      '{"create":{"_id":"a"}}\n{"text":""}\n{"create":{"_id":"b"}}\n{"text":"x\\ny"}\n',
    ]);
  });

  test("is not sent for nothing", () => {
    expect(bulkRequests([])).toEqual({ requests: [], tooLarge: [] });
  });

  test("is split before it would pass the limit, and holds every document once, in order", () => {
    const documents = Array.from({ length: 40 }, (_, i) => documentOf(`${i}`, "é".repeat(i * 3)));
    const { requests } = bulkRequests(documents, 600);
    expect(requests.length).toBeGreaterThan(5);
    for (const { body } of requests) expect(bytesOf(body)).toBeLessThanOrEqual(600);
    expect(requests.flatMap((request) => request.documents)).toEqual(documents);
    for (const { body, documents: own } of requests) {
      expect(body.match(/"create"/g)).toHaveLength(own.length);
    }
  });

  test("takes a document that fills the limit to the byte, in UTF-8", () => {
    const document = documentOf("a", "漢字");
    const limit = bytesOf(bulkRequests([document]).requests[0]!.body);
    expect(bulkRequests([document], limit).tooLarge).toEqual([]);
    expect(bulkRequests([document], limit - 1)).toEqual({ requests: [], tooLarge: [document] });
  });

  test("leaves a document that no request has room for to itself", () => {
    const [small, large, other] = [
      documentOf("a"),
      documentOf("b", "x".repeat(99)),
      documentOf("c"),
    ];
    const { requests, tooLarge } = bulkRequests([small, large, other], 100);
    expect(tooLarge).toEqual([large]);
    expect(requests.flatMap((request) => request.documents)).toEqual([small, other]);
  });
});
