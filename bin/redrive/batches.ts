const MOST_ENTRIES = 10;
/** Less than a batch may have in all, on every endpoint that speaks as SQS does. */
const MOST_BYTES = 256_000;

/**
 * Does a thing with ten texts at a time, or fewer where they are long.
 *
 * @returns all answers, in the order of the texts
 */
export async function inBatches<T>(
  texts: readonly string[],
  act: (batch: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  let batch: string[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) answers.push(...(await act(batch)));
    batch = [];
    bytes = 0;
  };
  for (const text of texts) {
    const size = Buffer.byteLength(text);
    if (batch.length === MOST_ENTRIES || bytes + size > MOST_BYTES) await flush();
    batch.push(text);
    bytes += size;
  }
  await flush();
  return answers;
}
