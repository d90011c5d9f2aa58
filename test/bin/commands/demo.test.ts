import { smspump } from "../../support/smspump";

jest.setTimeout(60_000);

test("the demo shows both attacks, what on-call is sent and what it would have saved", () => {
  const { stdout, status } = smspump(["demo"]);
  expect(status).toBe(0);
  expect(stdout).toContain("2 incidents");
  expect(stdout.match(/^Subject: /gm)).toHaveLength(2);
  expect(stdout).toContain("203.0.113.77");
  expect(stdout).toContain("python-requests/2.31.0");
  expect(
    stdout.match(/stopped {1,2}\d+ min after the e-mail: [\d,]+ messages never sent/g),
  ).toHaveLength(6);
});
