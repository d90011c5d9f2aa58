import fc from "fast-check";
import { inBatches } from "../../../bin/redrive/batches";
import { runs } from "../../support/runs";

test("batches hold ten texts and 256,000 bytes at most, and all answers in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 300_000 }), { maxLength: 40 }), async (sizes) => {
      const texts = sizes.map((size) => "\u00e9".repeat(size / 2));
      const batches: (readonly string[])[] = [];
      const answers = await inBatches(texts, (batch) => {
        batches.push(batch);
        return Promise.resolve(batch.map(({ length }) => length));
      });
      expect(answers).toEqual(texts.map(({ length }) => length));
      for (const batch of batches) {
        const bytes = batch.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(10);
        expect(batch.length === 1 || bytes <= 256_000).toBe(true);
      }
    }),
    { numRuns: runs(50) },
  );
});
