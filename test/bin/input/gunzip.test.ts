import { gzipSync } from "node:zlib";
import { gunzip, gunzipUpToFault } from "../../../bin/input/gunzip";

const TEXT = Buffer.from(Array.from({ length: 3000 }, (_, i) => `${i * 7919}`).join(" "));

/** In small pieces that are all there at once, as from a pipe that has been written and closed. */
async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1000) {
    yield await Promise.resolve(bytes.subarray(at, at + 1000));
  }
}

describe("gunzip", () => {
  test("hands over what it made of data that end too early, although the end comes at once", async () => {
    const taken: Buffer[] = [];
    const whole = gzipSync(TEXT);
    const cut = once(whole.subarray(0, whole.length - 4));
    const result = await gunzip(cut, (chunk) => taken.push(chunk));
    expect(result).toMatchObject({ deliveredBytes: TEXT.length, fault: { code: "Z_BUF_ERROR" } });
    expect(Buffer.concat(taken).equals(TEXT)).toBe(true);
  });

  test("gets back what was lost in the call that met corrupt data, and nothing twice", async () => {
    const corrupt = Buffer.concat([gzipSync(TEXT), gzipSync(TEXT)]);
    corrupt[corrupt.length - 8]! ^= 1;
    const taken: Buffer[] = [];
    const take = (chunk: Buffer) => taken.push(chunk);
    const result = await gunzip(once(corrupt), take);
    expect(result.fault).toMatchObject({ code: "Z_DATA_ERROR" });
    await gunzipUpToFault(once(corrupt), result, take);
    expect(Buffer.concat(taken).equals(Buffer.concat([TEXT, TEXT]))).toBe(true);
  });

  test("passes on what the taker throws", async () => {
    const own = new TypeError("a fault of the taker");
    const fail = () => {
      throw own;
    };
    await expect(gunzip(once(gzipSync(TEXT)), fail)).rejects.toBe(own);
  });
});
