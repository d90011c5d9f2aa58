import { createProgress } from "../../../bin/input/progress";

function terminal(columns = 80) {
  const written: string[] = [];
  return { written, stream: { isTTY: true, columns, write: (text: string) => written.push(text) } };
}

/** As of a pipe. */
const unsized = (files: number) => ({ files, bytes: undefined });

describe("the progress line", () => {
  test("is silent where nobody looks", () => {
    const written: string[] = [];
    let now = 0;
    const progress = createProgress(
      { write: (text) => written.push(text) },
      { files: 3, bytes: 9e6 },
      () => (now += 500),
    );
    progress.nextFile();
    progress.add(5e6, 10);
    progress.clear();
    expect(written).toEqual([]);
  });

  test("tells file, megabytes, rate and records in one line that replaces itself", () => {
    const { written, stream } = terminal();
    let now = 1000;
    const progress = createProgress(stream, unsized(12), () => now);
    progress.nextFile();
    progress.nextFile();
    progress.nextFile();
    now += 2000;
    progress.add(500e6, 1_234_567);
    expect(written).toEqual(["\r\u001b[2Kfile 3 of 12  500 MB  250 MB/s  1,234,567 records"]);
  });

  test.each([
    [25e6, 5_000, "25 %  15 s left"],
    [25e6, 60_000, "25 %  3 min left"],
    // What is read in the first moment tells nothing of the rest.
    [0.5e6, 1_000, "0 %"],
    // A file that grows meanwhile.
    [150e6, 5_000, "99 %  1 s left"],
  ])("tells the share of the stored bytes and the time left: %d in %d ms", (bytes, ms, said) => {
    const { written, stream } = terminal();
    let now = 0;
    const progress = createProgress(stream, { files: 1, bytes: 100e6 }, () => now);
    progress.nextFile();
    now = ms;
    progress.consume(bytes);
    progress.add(8 * bytes, 10);
    expect(written).toHaveLength(1);
    expect(written[0]).toContain(`\r\u001b[2K${said}  file 1 of 1`);
  });

  test("is written at most ten times a second", () => {
    const { written, stream } = terminal();
    let now = 0;
    const progress = createProgress(stream, unsized(1), () => now);
    for (; now <= 1000; now++) progress.add(1000, 1);
    expect(written).toHaveLength(10);
    expect(written.at(-1)).toContain("1,001 records");
  });

  test("never wraps on a narrow terminal", () => {
    const { written, stream } = terminal(20);
    let now = 0;
    createProgress(stream, unsized(1), () => (now += 200)).add(5e6, 10);
    expect(written).toEqual(["\r\u001b[2Kfile 0 of 1  5 MB  "]);
  });

  test("is gone at the end, and was never there for a quick run", () => {
    const { written, stream } = terminal();
    let now = 0;
    const progress = createProgress(stream, unsized(1), () => now);
    progress.add(1, 1);
    progress.clear();
    expect(written).toEqual([]);
    now = 100;
    progress.add(1, 1);
    progress.clear();
    progress.clear();
    expect(written).toHaveLength(2);
    expect(written[1]).toBe("\r\u001b[2K");
  });
});
